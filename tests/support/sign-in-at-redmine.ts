import type { Browser, FormValues, Until } from "./browser.ts";
import type { Form, Page } from "./html-page.ts";

interface Person {
  login: string;
  password: string;
  /** For our own page, where the server signs people in by their API key. */
  apiKey?: string;
}

interface Walk {
  /** What to press on our own consent page. */
  consent?: boolean;
  /** Allows reading only. */
  readOnly?: boolean;
  /** What to press on Redmine's approval page. */
  approve?: boolean;
  until: Until;
}

interface Answer {
  question: "our consent" | "Redmine's login" | "Redmine's password again" | "Redmine's approval";
  form: Form;
  values: FormValues;
}

/** Walks whatever pages stand between an authorize URL and the redirect that `until` knows, and returns that redirect. */
export async function signInAtRedmine(
  browser: Browser,
  authorizeUrl: string | URL,
  person: Person,
  { consent = true, readOnly = false, approve = true, until }: Walk,
): Promise<URL> {
  const answered = new Set<Answer["question"]>();
  let arrival = await browser.open(authorizeUrl, until);

  while (!(arrival instanceof URL)) {
    const answer = answerTo(arrival, person, { consent, readOnly, approve });
    if (!answer) throw new Error(`no way on from ${excerpt(arrival)}`);
    if (answered.has(answer.question)) throw new Error(`${answer.question} came a second time: ${excerpt(arrival)}`);

    answered.add(answer.question);
    arrival = await browser.submit(answer.form, answer.values, until);
  }

  return arrival;
}

/** Forms are known by their fields: the words on them are in the person's language. */
function answerTo(
  page: Page,
  person: Person,
  { consent, readOnly, approve }: Required<Omit<Walk, "until">>,
): Answer | undefined {
  const consentForm = page.forms.find((form) => form.buttons.some((button) => button.name === "decision"));
  if (consentForm) {
    const asksKey = consentForm.controls.some(({ name }) => name === "api_key");
    const key = asksKey && consent && person.apiKey !== undefined ? { api_key: person.apiKey } : undefined;
    return {
      question: "our consent",
      form: consentForm,
      values: { decision: consent ? "allow" : "deny", ...(readOnly && { access: "read" }), ...key },
    };
  }

  const login = formWith(page, "username", "password");
  if (login) {
    const values = { username: person.login, password: person.password };
    return { question: "Redmine's login", form: login, values };
  }

  // Redmine's sudo mode, on by default from 7.0: it repeats the fields of the form it interrupts.
  const again = formWith(page, "sudo_password");
  if (again) return { question: "Redmine's password again", form: again, values: { sudo_password: person.password } };

  const decisions = page.forms.filter((form) => form.action.pathname.endsWith("/oauth/authorize"));
  const decision = decisions.find((form) => denies(form) !== approve);
  return decision && { question: "Redmine's approval", form: decision, values: {} };
}

function formWith(page: Page, ...names: string[]): Form | undefined {
  return page.forms.find((form) => names.every((name) => form.controls.some((control) => control.name === name)));
}

function denies(form: Form): boolean {
  return form.controls.some((control) => control.name === "_method" && control.value === "delete");
}

function excerpt(page: Page): string {
  const fields = page.forms.map(
    (form) => `${form.action.pathname}(${form.controls.map(({ name }) => name).join(" ")})`,
  );
  const forms = fields.length > 0 ? ` Forms: ${fields.join(", ")}.` : "";
  return `HTTP ${page.status} “${page.title}” at ${page.url.origin}${page.url.pathname}.${forms} Text: ${page.text.slice(0, 500)}`;
}

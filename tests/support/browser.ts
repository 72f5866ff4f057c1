import { CookieJar } from "tough-cookie";
import { type Button, type Form, type Page, readPage } from "./html-page.ts";

const maxRedirects = 15; // Chromium follows 20; who needs more than a few has a loop.
const timeoutMs = 60_000; // A freshly started Redmine takes seconds for its first page.

/** Says which redirect ends the walk, as a client's own callback does: it is returned, not followed. */
export type Until = (url: URL) => boolean;
export type FormValues = Record<string, string | boolean>;

interface Options {
  /** Where requests go, such as a Hono app's own fetch; the network otherwise. */
  fetch?: (request: Request) => Response | Promise<Response>;
  /** The network is this machine, unless a test says more. */
  mayVisit?: (url: URL) => boolean;
}

interface Step {
  url: URL;
  method: "GET" | "POST";
  body?: string;
  origin?: string;
}

/** A person's browser without JavaScript: cookies by the browsers' rules (a port does not part them), redirects, forms. */
export class Browser {
  readonly cookies = new CookieJar(undefined, { prefixSecurity: "strict", allowSecureOnLocal: false });
  readonly #fetch: NonNullable<Options["fetch"]>;
  readonly #mayVisit: NonNullable<Options["mayVisit"]>;

  constructor(options: Options = {}) {
    this.#fetch = options.fetch ?? ((request) => fetch(request));
    this.#mayVisit = options.mayVisit ?? (options.fetch ? () => true : isThisMachine);
  }

  open(address: string | URL): Promise<Page>;
  open(address: string | URL, until: Until): Promise<Page | URL>;
  async open(address: string | URL, until?: Until): Promise<Page | URL> {
    return await this.#walk({ url: new URL(address), method: "GET" }, [], until);
  }

  /** Fills in the form and presses the button that `values` names, or the first one, as the Enter key does. */
  submit(form: Form, values?: FormValues): Promise<Page>;
  submit(form: Form, values: FormValues, until: Until): Promise<Page | URL>;
  async submit(form: Form, values: FormValues = {}, until?: Until): Promise<Page | URL> {
    const entries = new URLSearchParams(entriesOf(form, values));
    if (form.method === "POST") {
      const origin = originOf(form);
      return await this.#walk({ url: form.action, method: "POST", body: `${entries}`, origin }, [form.page], until);
    }

    const url = new URL(form.action);
    url.search = `${entries}`;
    return await this.#walk({ url, method: "GET" }, [form.page], until);
  }

  async #walk(first: Step, from: URL[], until: Until | undefined): Promise<Page | URL> {
    const visited = [...from];
    let step = first;

    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const response = await this.#request(step, visited);
      visited.push(step.url);

      const location = response.headers.get("location");
      if (response.status < 300 || response.status > 399 || location === null) {
        return readPage(step.url, response.status, response.headers, await response.text());
      }

      await response.body?.cancel();
      const url = new URL(location, step.url);
      if (until?.(url)) return url;
      step = afterRedirect(step, url, response.status);
    }

    throw new Error(`more than ${maxRedirects} redirects: ${visited.join(" → ")}`);
  }

  async #request(step: Step, visited: URL[]): Promise<Response> {
    const { url, method, body, origin } = step;
    if (!this.#mayVisit(url)) throw new Error(`${url} is not a place that this test's browser may visit`);

    // Top-level navigation: a cross-site hop before this request withholds Strict cookies, and Lax ones from a POST.
    const crossedSites = visited.some((before) => before.protocol !== url.protocol || before.hostname !== url.hostname);
    const sameSiteContext = !crossedSites ? "strict" : method === "GET" ? "lax" : "none";
    const cookie = await this.cookies.getCookieString(url.href, { sameSiteContext });

    const headers = new Headers({ accept: "text/html,application/xhtml+xml,*/*;q=0.8" });
    if (cookie) headers.set("cookie", cookie);
    if (origin !== undefined) headers.set("origin", origin);
    if (body !== undefined) headers.set("content-type", "application/x-www-form-urlencoded");

    const signal = AbortSignal.timeout(timeoutMs);
    const request = new Request(url, {
      method,
      headers,
      redirect: "manual",
      signal,
      ...(body !== undefined && { body }),
    });
    const response = await Promise.resolve(this.#fetch(request)).catch((cause: unknown) => {
      throw new Error(`${method} ${url} got no answer`, { cause });
    });
    for (const line of response.headers.getSetCookie()) {
      await this.cookies.setCookie(line, url.href, { ignoreError: true }); // refused in silence, as browsers do
    }
    return response;
  }
}

function isThisMachine(url: URL): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
}

function afterRedirect(step: Step, url: URL, status: number): Step {
  if (step.method === "GET" || (status !== 307 && status !== 308)) return { url, method: "GET" };
  return { ...step, url, ...(url.origin !== step.url.origin && { origin: "null" }) };
}

/** Fetch standard, “append a request Origin header”: a page that forbids the referrer posts with `Origin: null`. */
function originOf(form: Form): string {
  const sameOrigin = form.page.origin === form.action.origin;
  if (form.referrerPolicy === "no-referrer" || (form.referrerPolicy === "same-origin" && !sameOrigin)) return "null";

  const downgrade = form.page.protocol === "https:" && form.action.protocol === "http:";
  const sentOnDowngrade = ["origin", "origin-when-cross-origin", "unsafe-url"].includes(form.referrerPolicy);
  return downgrade && !sentOnDowngrade ? "null" : form.page.origin;
}

function entriesOf(form: Form, values: FormValues): [string, string][] {
  const left = new Set(Object.keys(values));
  const entries: [string, string][] = [];

  for (const control of form.controls) {
    const given = values[control.name];
    left.delete(control.name);

    if (control.kind === "check") {
      if (given === true || given === control.value || (given === undefined && control.checked)) {
        entries.push([control.name, control.value]);
      }
      continue;
    }
    if (typeof given === "boolean") throw new Error(`${control.name} takes a text, not ${given}`);

    const value = given ?? control.value;
    if (value === undefined) continue;
    if (control.kind === "choice" && !control.options.includes(value)) {
      throw new Error(`${control.name} offers ${control.options.join(", ")}, not ${value}`);
    }
    entries.push([control.name, value]);
  }

  const button = form.buttons.find(({ name }) => left.has(name));
  const pressed = button ? pressedButton(form, button.name, values) : form.buttons[0];
  if (pressed?.name) entries.push([pressed.name, pressed.value]);

  if (button) left.delete(button.name);
  if (left.size > 0) throw new Error(`the form for ${form.action.pathname} has no ${[...left].join(", ")}`);
  return entries;
}

function pressedButton(form: Form, name: string, values: FormValues): Button {
  const pressed = form.buttons.find((button) => button.name === name && button.value === values[name]);
  if (pressed) return pressed;
  const offered = form.buttons.filter((button) => button.name === name).map((button) => button.value);
  throw new Error(`the buttons ${name} are ${offered.join(", ")}, not ${values[name]}`);
}

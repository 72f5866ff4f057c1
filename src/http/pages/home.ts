import { html } from "hono/html";
import { type ClientGuide, clientGuides } from "./client-guides.ts";
import { say } from "./language.ts";
import { type Extras, type Html, layout, type View } from "./layout.ts";
import type { Messages } from "./messages.ts";

/** Shows the copy buttons, which do nothing without it, and lets each copy the text that it names. */
export const copyScript = `
const spoken = document.createElement("p");
spoken.className = "unseen";
spoken.setAttribute("role", "status");
document.querySelector("main").append(spoken);

for (const button of document.querySelectorAll("button[data-copies]")) {
  const text = document.getElementById(button.dataset.copies);
  const label = [...button.childNodes];
  const show = (words) => {
    button.textContent = spoken.textContent = words;
    setTimeout(() => { button.replaceChildren(...label); spoken.textContent = ""; }, 2500);
  };
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      show(button.dataset.copied);
    } catch {
      getSelection().selectAllChildren(text);
      show(button.dataset.failed);
    }
  });
}
`;

/** What the page tells; nothing in it is secret. */
export interface HomeFacts {
  signIn: "oauth" | "api-key";
  readOnly: boolean;
  /** The scopes to select in Redmine, as its form shows them. */
  checkboxes: readonly { title: string; boxes: readonly { label: string; fixed: boolean }[] }[];
  /** Redmine is the sample: there is nothing to register in it. */
  demo?: DemoFacts | undefined;
}

export interface DemoFacts {
  people: readonly { login: string; password: string; name: string; role: string }[];
  questions: readonly string[];
}

/** `slow`: there is no answer yet. */
export type Connection = "up" | "down" | "slow";

export const homeExtras: Extras = {
  script: copyScript,
  style: `
main, header, footer { max-width: 46rem; }
table { width: 100%; border-collapse: collapse; margin: 0 0 1rem; }
td { padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: break-word; }
td code { white-space: nowrap; }
h2 { margin: 2rem 0 .75rem; font-size: 1.15rem; }
.state { display: flex; gap: .6rem; align-items: baseline; }
.state::before { content: ""; flex: none; width: .7rem; height: .7rem; border-radius: 50%; background: currentColor; }
.copy { display: flex; flex-wrap: wrap; gap: .5rem; margin: 0 0 1rem; }
.copy pre { flex: 1 1 16rem; min-width: 0; margin: 0; padding: .65rem .8rem; white-space: pre-wrap; font-size: .875rem;
  background: var(--page); border: 1px solid var(--line); border-radius: 8px; user-select: all; -webkit-user-select: all; }
.copy button { flex: none; min-width: 6.5rem; max-height: 3.25rem; }
.url pre { font-size: 1.1rem; }
.guides details { border: 1px solid var(--line); border-top: 0; }
.guides details:first-child { border-top: 1px solid var(--line); border-top-left-radius: 8px; border-top-right-radius: 8px; }
.guides details:last-child { border-bottom-left-radius: 8px; border-bottom-right-radius: 8px; }
.guides summary { display: block; padding: .7rem 1rem .7rem 2.4rem; border: 0; text-align: left; text-indent: -1.4rem; }
.guides summary::before { content: "+"; display: inline-block; width: 1.4rem; font-weight: 400; text-indent: 0; }
.guides details[open] > summary { margin: 0; }
.guides details[open] > summary::before { content: "–"; }
.guides details > div { padding: .25rem 1rem 0; }
ol { margin: 0 0 1rem; padding-left: 1.4rem; }
li { margin-bottom: .35rem; }
.boxes { columns: 15rem; margin: 0 0 1rem; }
.boxes section { break-inside: avoid; margin-bottom: .9rem; }
.boxes h3 { margin: 0 0 .2rem; font-size: .95rem; }
.boxes ul { margin: 0; padding: 0; list-style: none; }
.boxes li { margin: 0; padding-left: 1.6rem; text-indent: -1.6rem; }
.boxes li::before { content: "☑"; display: inline-block; width: 1.6rem; text-indent: 0; }
.unseen { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); }
@media (max-width: 26rem) { .copy button { flex: 1 1 100%; } }
`,
};

/** The page at the root, for people: what this is, whether it works, and how to use it. */
export function homePage(facts: HomeFacts, connection: Connection, view: View): Html {
  const { site, locale } = view;
  const { messages } = locale;
  const { baseUrl, redmineUrl } = site;
  const connections = html`<a href="${baseUrl}/connections">${messages.connectionsTitle}</a>`;
  const copyable = (id: string, text: string) => copyableText(id, text, messages);

  return layout(
    messages.homeTitle,
    html`<h1>${messages.homeHeading}</h1>
<p>${say(facts.signIn === "oauth" ? messages.intro : messages.introKey, { redmine: redmineLink(view) })}</p>
${facts.readOnly ? html`<p>${messages.onlyReading}</p>` : ""}
${stateOf(connection, messages)}
<h2 id="url-title">${messages.urlTitle}</h2>
<div class="url">${copyable("mcp-url", `${baseUrl}/mcp`)}</div>
${facts.demo ? demoPart(facts.demo, view) : ""}
<h2>${messages.howTitle}</h2>
<div class="guides">${clientGuides(`${baseUrl}/mcp`, messages, copyable).map((one, index) => guide(one, index === 0))}</div>
<h2>${messages.connectionsTitle}</h2>
<p>${say(messages.manage, { page: connections })}</p>
${facts.demo ? "" : html`<h2>${messages.adminTitle}</h2><div class="guides">${administratorGuide(facts, redmineUrl, view, copyable)}</div>`}`,
    view,
    homeExtras,
  );
}

/** Its title, where the administrators gave it one, and where it is. */
function redmineLink({ site: { redmineUrl, redmineTitle } }: View): Html {
  const { host, pathname } = new URL(redmineUrl);
  const where = `${host}${pathname.replace(/\/$/, "")}`;
  const link = html`<a href="${redmineUrl}" rel="noreferrer">${where}</a>`;
  return redmineTitle && redmineTitle !== "Redmine" ? html`${redmineTitle} (${link})` : link;
}

function stateOf(connection: Connection, messages: Messages): Html {
  return html`<p class="state ${connection === "up" ? "good" : "warn"}" role="status">${messages[connection]}</p>`;
}

function demoPart({ people, questions }: DemoFacts, view: View): Html {
  const { messages } = view.locale;
  return html`<h2>${messages.demoTitle}</h2>
<p>${say(messages.demoIntro, { redmine: redmineLink(view) })}</p>
<table><tbody lang="en">${people.map(
    ({ login, password, name, role }) =>
      html`<tr><td><code>${login}</code></td><td><code>${password}</code></td><td>${name}, ${role}</td></tr>`,
  )}</tbody></table>
<p>${messages.demoAsk}</p>
<ul lang="en">${questions.map((question) => html`<li>${question}</li>`)}</ul>`;
}

function copyableText(id: string, text: string, { copy, copied, pressCopy }: Messages): Html {
  return html`<div class="copy"><pre><code id="${id}">${text}</code></pre><button data-copies="${id}" data-copied="${copied}" data-failed="${pressCopy}" aria-describedby="${id}" hidden>${copy}</button></div>`;
}

function guide({ name, steps }: ClientGuide, open: boolean): Html {
  return html`<details name="client" ${open ? "open" : ""}><summary>${name}</summary><div>${steps}</div></details>`;
}

function administratorGuide(
  { signIn, checkboxes }: HomeFacts,
  redmineUrl: string,
  { site, locale: { messages } }: View,
  copyable: (id: string, text: string) => Html,
): Html {
  const enableRest = say(messages.tick, { path: "Administration → Settings → API", box: "Enable REST web service" });
  if (signIn === "api-key") {
    return html`<details><summary>${messages.whatRedmineNeeds}</summary><div><ol><li>${enableRest}</li></ol></div></details>`;
  }

  const page = html`<a href="${redmineUrl}/oauth/applications/new" rel="noreferrer">Administration → Applications → New Application</a>`;
  return html`<details><summary>${messages.whatToRegister}</summary><div>
<ol><li>${enableRest}</li><li>${say(messages.newApplication, { page })}</li></ol>
${copyable("redirect-uri", `${site.baseUrl}/oauth/callback`)}
<p>${messages.scopesIntro}</p>
<div class="boxes" lang="en">${checkboxes.map((group) => boxesOf(group, messages))}</div>
<p class="soft">${messages.scopesNote}</p>
</div></details>`;
}

function boxesOf({ title, boxes }: HomeFacts["checkboxes"][number], { alwaysSelected }: Messages): Html {
  return html`<section><h3>${title}</h3><ul>${boxes.map(({ label, fixed }) => html`<li>${label}${fixed ? html` <span class="soft">${alwaysSelected}</span>` : ""}</li>`)}</ul></section>`;
}

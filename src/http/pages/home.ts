import { html } from "hono/html";
import { type ClientGuide, clientGuides } from "./client-guides.ts";
import { type Extras, type Html, layout } from "./layout.ts";

/** Shows the copy buttons, which do nothing without it, and lets each copy the text that it names. */
export const copyScript = `
const spoken = document.createElement("p");
spoken.className = "unseen";
spoken.setAttribute("role", "status");
document.querySelector("main").append(spoken);

for (const button of document.querySelectorAll("button[data-copies]")) {
  const text = document.getElementById(button.dataset.copies);
  const label = [...button.childNodes];
  const say = (said) => {
    button.textContent = spoken.textContent = said;
    setTimeout(() => { button.replaceChildren(...label); spoken.textContent = ""; }, 2500);
  };
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      say("Copied");
    } catch {
      getSelection().selectAllChildren(text);
      say("Press Ctrl+C");
    }
  });
}
`;

/** What the page tells; nothing in it is secret. */
export interface HomeFacts {
  baseUrl: string;
  redminePublicUrl: string;
  signIn: "oauth" | "api-key";
  readOnly: boolean;
  /** What to tick in Redmine, as its form shows it. */
  checkboxes: readonly { title: string; boxes: readonly { label: string; fixed: boolean }[] }[];
  /** Redmine is the demo's own: there is nothing to register, and no page for it. */
  isDemo?: boolean;
}

/** `slow`: there is no answer yet. */
export type Connection = "up" | "down" | "slow";

export const homeExtras: Extras = {
  script: copyScript,
  style: `
main { max-width: 46rem; }
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
export function homePage(facts: HomeFacts, connection: Connection): Html {
  const { baseUrl, redminePublicUrl, signIn, readOnly } = facts;
  const redmine = new URL(redminePublicUrl);
  const where = `${redmine.host}${redmine.pathname.replace(/\/$/, "")}`;

  return layout(
    "Redmine for AI applications",
    html`<h1>Redmine for Claude and other AI applications</h1>
<p>Add one URL to your AI application, sign in ${signIn === "oauth" ? "at Redmine" : "with your Redmine API key"}, and it works in
<a href="${redminePublicUrl}" rel="noreferrer">${where}</a> as you: issues, time, wiki and files, ${readOnly ? "to read and not to change, " : ""}with your own
permissions and nobody else's.</p>
${stateOf(connection)}
<h2 id="url-title">The URL to add</h2>
<div class="url">${copyable("mcp-url", `${baseUrl}/mcp`, "URL")}</div>
<h2>How to add it</h2>
<div class="guides">${clientGuides(`${baseUrl}/mcp`, copyable).map((one, index) => guide(one, index === 0))}</div>
<h2>Your connections</h2>
<p>What works in Redmine as you, you can see and end at any time: <a href="${baseUrl}/connections">your connections</a>.</p>
${facts.isDemo ? "" : html`<h2>For the administrator of Redmine</h2><div class="guides">${administratorGuide(facts)}</div>`}`,
    homeExtras,
  );
}

const states: Record<Connection, { kind: "good" | "warn"; words: string }> = {
  up: { kind: "good", words: "Connected to Redmine." },
  slow: { kind: "warn", words: "Redmine is slow to answer. Reload this page in a moment." },
  down: {
    kind: "warn",
    words:
      "Not ready: Redmine, or this server's own storage, does not answer. If it stays like this, tell your administrator.",
  },
};

function stateOf(connection: Connection): Html {
  const { kind, words } = states[connection];
  return html`<p class="state ${kind}" role="status">${words}</p>`;
}

function copyable(id: string, text: string, label: string): Html {
  return html`<div class="copy"><pre><code id="${id}">${text}</code></pre><button data-copies="${id}" hidden>Copy<span class="unseen"> the ${label}</span></button></div>`;
}

function guide({ name, steps }: ClientGuide, open: boolean): Html {
  return html`<details name="client" ${open ? "open" : ""}><summary>${name}</summary><div>${steps}</div></details>`;
}

function administratorGuide({ baseUrl, redminePublicUrl, signIn, checkboxes }: HomeFacts): Html {
  const rest = html`<li>Administration → Settings → API: <strong>Enable REST web service</strong>.</li>`;
  if (signIn === "api-key") {
    return html`<details><summary>What Redmine needs</summary><div><ol>${rest}</ol></div></details>`;
  }

  return html`<details><summary>What to register in Redmine</summary><div>
<ol>${rest}
<li><a href="${redminePublicUrl}/oauth/applications/new" rel="noreferrer">Administration → Applications → New Application</a>, any name, with exactly this redirect URI:</li></ol>
${copyable("redirect-uri", `${baseUrl}/oauth/callback`, "redirect URI")}
<p>As scopes tick these, and no others:</p>
<div class="boxes">${checkboxes.map(boxesOf)}</div>
<p class="soft">Redmine refuses a sign-in that asks for a scope that is not ticked. To allow less, list what is ticked in REDMINE_SCOPES.</p>
</div></details>`;
}

function boxesOf({ title, boxes }: HomeFacts["checkboxes"][number]): Html {
  return html`<section><h3>${title}</h3><ul>${boxes.map(({ label, fixed }) => html`<li>${label}${fixed ? html` <span class="soft">(always ticked)</span>` : ""}</li>`)}</ul></section>`;
}

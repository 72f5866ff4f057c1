import { html } from "hono/html";
import type { AdminConnection, AdminView } from "../../auth/connections/admin.ts";
import { line } from "../../format/clean.ts";
import { plain, say } from "./language.ts";
import { type Extras, type Html, layout, nameOf, type View } from "./layout.ts";
import type { Messages } from "./messages.ts";

/** One thing that doctor checked. */
export interface CheckResult {
  verdict: "ok" | "warn" | "error" | "info";
  about: string;
  says: string;
  todo?: readonly string[];
}

/** What the page shows of the server itself; nothing in it is secret. */
export interface AdminFacts {
  version: string;
  startedAt: number;
  settings: readonly { name: string; value: string }[];
  /** Calls of the last day in this process. */
  activity: () => readonly { kind: string; name: string; outcome: string; count: number }[];
  now: () => number;
}

interface Shown {
  shown: AdminView;
  facts: AdminFacts;
  checks: readonly CheckResult[] | undefined;
  canCheck: boolean;
  notice: string | undefined;
}

export const adminExtras: Extras = {
  script: "",
  style: `
main, header, footer { max-width: 60rem; }
h2 { margin: 2rem 0 .75rem; font-size: 1.15rem; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .9375rem; }
th { text-align: left; font-weight: 600; }
th, td { padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td { overflow-wrap: break-word; }
.name, td[lang] { overflow-wrap: anywhere; }
td > a, td button, time { white-space: nowrap; }
details { margin-top: .75rem; }
td form { margin: 0; }
td button { min-height: 2rem; padding: .2rem .7rem; }
`,
};

/** The administrators' page: connections, use, settings and checks; for everybody else, why they do not see it. */
export function adminPage({ shown, facts, checks, canCheck, notice }: Shown, view: View): Html {
  const { baseUrl, redmineUrl } = view.site;
  const { messages } = view.locale;
  const words = messages.admin;
  const connectionsLink = html`<a href="${baseUrl}/connections">${messages.connectionsTitle}</a>`;
  if (shown.access !== "admin") {
    const isSignedOut = shown.access === "signed_out";
    const heading = isSignedOut ? words.signInFirst : words.onlyAdmins;
    const why = say(isSignedOut ? words.signInWhy : words.notListed, { page: connectionsLink });
    return layout(heading, html`<h1>${heading}</h1><p>${why}</p>`, view, adminExtras);
  }

  const { connections, formToken, total, more } = shown;
  const hidden = html`<input type="hidden" name="form" value="${formToken}">`;
  const action = `${baseUrl}/admin/end`;
  const form = (content: Html) => html`<form method="post" action="${action}">${hidden}${content}</form>`;
  const users = [...new Set(connections.map(({ user }) => user))].sort((one, other) => one - other);
  const userName = (id: number) => plain(words.user, { id });
  const personLink = (user: number) =>
    html`<a href="${redmineUrl}/users/${user}" rel="noreferrer">${userName(user)}</a>`;
  const row = (
    connection: AdminConnection,
  ) => html`<tr><td>${personLink(connection.user)}</td><td>${nameOf(line(connection.name, 80))}<br><span class="soft">${[...connection.places, ...(connection.local ? [messages.aComputer] : [])].join(", ")}</span></td>
<td>${connection.writes ? messages.readsAndChanges : messages.readOnly}</td><td><time>${day(connection.created)}</time> <time>${timeOfDay(connection.created)}</time></td><td><time>${day(connection.lastUsed)}</time></td>
<td>${form(html`<button name="connection" value="${connection.id}" aria-label="${plain(words.revokeOne, { id: connection.user })}">${messages.revoke}</button>`)}</td></tr>`;
  const shownOf = say(words.shownOf, { count: connections.length, command: command("connections list") });
  const columns = [words.person, words.application, messages.access, words.since, words.lastUsed, messages.revoke];

  return layout(
    words.title,
    html`<h1>${words.title}</h1>
${notice ? html`<p class="good" role="status">${notice}</p>` : ""}
<p>${say(messages.signedInAs, { person: line(shown.person, 80) })} ${plain(words.facts, { version: facts.version, when: `${day(facts.startedAt)} ${timeOfDay(facts.startedAt)}` })}</p>
<h2>${words.connections} (${total}${more ? "+" : ""})</h2>
${
  connections.length === 0
    ? html`<p>${words.nobody}</p>`
    : html`${connections.length < total ? html`<p>${shownOf}</p>` : ""}
<div class="scroll" role="region" aria-label="${words.connections}" tabindex="0"><table>${headOf(columns)}
<tbody>${connections.map(row)}</tbody></table></div>
<details><summary>${words.ofOne}</summary>${form(html`<p><label class="label" for="user">${words.person}</label>
<select id="user" name="user">${users.map((user) => html`<option value="${user}">${userName(user)}</option>`)}</select></p><button>${words.ofPerson}</button>`)}</details>
<details><summary>${words.ofAll}</summary>${form(html`<button class="primary" name="everybody" value="yes">${words.ofEverybody}</button>`)}</details>`
}
<h2>${words.calls}</h2>
<p class="soft">${words.byProcess}</p>
${activityTable(facts.activity(), words)}
<h2>${words.checks}</h2>
${checks ? checkList(checks) : canCheck ? html`<p><a class="button" href="${baseUrl}/admin?checks=1">${words.runChecks}</a></p>` : html`<p>${say(words.runDoctor, { command: command("doctor") })}</p>`}
<h2>${words.settings}</h2>
<div class="scroll" role="region" aria-label="${words.settings}" tabindex="0"><table><tbody>${facts.settings.map(({ name, value }) => html`<tr><th scope="row"><code>${name}</code></th><td lang="en">${value}</td></tr>`)}</tbody></table></div>
<p class="soft foot">${connectionsLink}</p>`,
    view,
    adminExtras,
  );
}

function command(name: string): Html {
  return html`<code>redmine-fastmcp ${name}</code>`;
}

function headOf(columns: readonly string[]): Html {
  return html`<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>`;
}

function activityTable(rows: ReturnType<AdminFacts["activity"]>, words: Messages["admin"]): Html {
  if (rows.length === 0) return html`<p>${words.none}</p>`;
  return html`<div class="scroll" role="region" aria-label="${words.calls}" tabindex="0"><table>${headOf([words.what, words.outcome, words.count])}
<tbody lang="en">${rows.slice(0, 200).map(({ kind, name, outcome, count }) => html`<tr><td>${kind} <code>${line(name, 80)}</code></td><td>${outcome}</td><td>${count}</td></tr>`)}</tbody></table></div>`;
}

/** Doctor speaks English, as on the command line. */
function checkList(checks: readonly CheckResult[]): Html {
  return html`<ul class="list" lang="en">${checks.map(({ verdict, about, says, todo = [] }) => html`<li><div class="what"><span class="tag ${verdict === "ok" ? "proven" : "unproven"}">${verdict === "info" ? "note" : verdict}</span> <strong>${about}</strong>: ${says}${todo.map((step) => html`<br><span class="soft">${step}</span>`)}</div></li>`)}</ul>`;
}

function timeOfDay(time: number): string {
  return `${new Date(time).toISOString().slice(11, 16)} UTC`;
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

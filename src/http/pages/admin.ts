import { html } from "hono/html";
import type { AdminConnection, AdminView } from "../../auth/connections/admin.ts";
import { line } from "../../format/clean.ts";
import { type Extras, type Html, layout, nameOf, type View } from "./layout.ts";

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

const title = "Administration";

export const adminExtras: Extras = {
  script: "",
  style: `
main, header, footer { max-width: 60rem; }
h2 { margin: 2rem 0 .75rem; font-size: 1.15rem; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .9375rem; }
th { text-align: left; font-weight: 600; }
th, td { padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td { overflow-wrap: anywhere; }
td form { margin: 0; }
td button { min-height: 2rem; padding: .2rem .7rem; }
`,
};

export function adminPage({ shown, facts, checks, canCheck, notice }: Shown, view: View): Html {
  const { baseUrl, redmineUrl } = view.site;
  if (shown.access !== "admin") {
    const connections = html`<a href="${baseUrl}/connections">Your connections</a>`;
    const why =
      shown.access === "signed_out"
        ? html`<p>Sign in under ${connections} with an account that is an administrator in Redmine, then come back to this page.</p>`
        : html`<p>Redmine does not list your account as an administrator. If that has changed, sign out under ${connections} and sign in again.</p>`;
    const heading = shown.access === "signed_out" ? "Administrators only: sign in" : "Administrators only";
    return layout(heading, html`<h1>${heading}</h1>${why}`, view, adminExtras);
  }

  const { connections, formToken, total, more } = shown;
  const hidden = html`<input type="hidden" name="form" value="${formToken}">`;
  const action = `${baseUrl}/admin/end`;
  const form = (content: Html) => html`<form method="post" action="${action}">${hidden}${content}</form>`;
  const users = [...new Set(connections.map(({ user }) => user))].sort((one, other) => one - other);
  const personLink = (user: number) => html`<a href="${redmineUrl}/users/${user}" rel="noreferrer">user ${user}</a>`;
  const row = (
    connection: AdminConnection,
  ) => html`<tr><td>${personLink(connection.user)}</td><td>${nameOf(line(connection.name, 80))}<br><span class="soft">${[...connection.places, ...(connection.local ? ["a program on a computer"] : [])].join(", ")}</span></td>
<td>${connection.writes ? "read and change" : "read only"}</td><td>${minute(connection.created)}</td><td>${day(connection.lastUsed)}</td>
<td>${form(html`<button name="connection" value="${connection.id}" aria-label="Revoke this connection of user ${connection.user}">Revoke</button>`)}</td></tr>`;

  return layout(
    title,
    html`<h1>${title}</h1>
${notice ? html`<p class="good" role="status">${notice}</p>` : ""}
<p>Signed in as <strong>${line(shown.person, 80)}</strong>. Version ${facts.version}, running since ${minute(facts.startedAt)}.</p>
<h2>Connections (${total}${more ? " or more" : ""})</h2>
${
  connections.length === 0
    ? html`<p>Nobody is connected.</p>`
    : html`<p>Times are UTC. ${connections.length < total ? `The ${connections.length} used last are shown; “redmine-fastmcp connections list” shows all.` : ""}</p>
<div class="scroll" role="region" aria-label="Connections" tabindex="0"><table><thead><tr><th scope="col">Person</th><th scope="col">Application</th><th scope="col">Access</th><th scope="col">Since</th><th scope="col">Last used</th><th scope="col">Revoke</th></tr></thead>
<tbody>${connections.map(row)}</tbody></table></div>
<details><summary>Revoke all of one person…</summary>${form(html`<p><label class="label" for="user">Person</label>
<select id="user" name="user">${users.map((user) => html`<option value="${user}">user ${user}</option>`)}</select></p><button>Revoke this person's connections</button>`)}</details>
<details><summary>Revoke everybody's…</summary>${form(html`<button class="primary" name="everybody" value="yes">Revoke the connections of everybody</button>`)}</details>`
}
<h2>Calls of the last 24 hours</h2>
<p class="soft">By this process, since it started.</p>
${activityTable(facts.activity())}
<h2>Checks</h2>
${checks ? checkList(checks) : canCheck ? html`<p><a class="button" href="${baseUrl}/admin?checks=1">Run doctor's checks</a></p>` : html`<p>Run “redmine-fastmcp doctor” where the server runs.</p>`}
<h2>Settings in force</h2>
<div class="scroll" role="region" aria-label="Settings" tabindex="0"><table><tbody>${facts.settings.map(({ name, value }) => html`<tr><th scope="row"><code>${name}</code></th><td>${value}</td></tr>`)}</tbody></table></div>
<p class="soft foot"><a href="${baseUrl}/connections">Your connections</a></p>`,
    view,
    adminExtras,
  );
}

function activityTable(rows: ReturnType<AdminFacts["activity"]>): Html {
  if (rows.length === 0) return html`<p>None.</p>`;
  return html`<div class="scroll" role="region" aria-label="Calls" tabindex="0"><table><thead><tr><th scope="col">What</th><th scope="col">Outcome</th><th scope="col">Calls</th></tr></thead>
<tbody>${rows.slice(0, 200).map(({ kind, name, outcome, count }) => html`<tr><td>${kind} <code>${line(name, 80)}</code></td><td>${outcome}</td><td>${count}</td></tr>`)}</tbody></table></div>`;
}

function checkList(checks: readonly CheckResult[]): Html {
  return html`<ul class="list">${checks.map(({ verdict, about, says, todo = [] }) => html`<li><div class="what"><span class="tag ${verdict === "ok" ? "proven" : "unproven"}">${verdict === "info" ? "note" : verdict}</span> <strong>${about}</strong>: ${says}${todo.map((step) => html`<br><span class="soft">${step}</span>`)}</div></li>`)}</ul>`;
}

function minute(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace("T", " ");
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

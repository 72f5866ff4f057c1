import { html } from "hono/html";
import type { ConnectionsPage, ListedConnection, Notice } from "../../auth/pages.ts";
import { line } from "../../format/clean.ts";
import { type Html, keyField, layout } from "./layout.ts";

const title = "Your connections";

/** A person's connections, each with a button that ends it; or the way to sign in. */
export function connectionsPage(page: ConnectionsPage, baseUrl: string): Html {
  const at = (step: string) => `${baseUrl}/connections/${step}`;
  const notice = page.notice ? noticeOf(page.notice) : "";
  const front = html`<p class="soft foot"><a href="${baseUrl}/">How to connect an application</a></p>`;
  if (!page.person) return layout(title, html`<h1>${title}</h1>${notice}${signInForm(page, at("sign-in"))}${front}`);

  const { user, name, connections, formToken } = page.person;
  const hidden = html`<input type="hidden" name="form" value="${formToken}">`;
  const end = (connection: ListedConnection) => html`<form method="post" action="${at("end")}">${hidden}
<button name="connection" value="${connection.id}" aria-label="End the connection of ${connection.name}">End</button></form>`;

  return layout(
    title,
    html`<h1>${title}</h1>${notice}
<p>Signed in as <strong>${line(name, 80) || `Redmine user ${user}`}</strong>.</p>
${
  connections.length === 0
    ? html`<p>No application works in Redmine as you.</p>`
    : html`<p>These applications work in Redmine as you. One that you end can do nothing any more, at once.</p>
<ul class="list">${connections.map((connection) => html`<li><div class="what">${described(connection, page.now)}</div>${end(connection)}</li>`)}</ul>`
}
${connections.length > 1 ? endAll(connections.length, at("end"), hidden) : ""}
<form class="buttons" method="post" action="${at("sign-out")}">${hidden}<button>Sign out of this page</button></form>
${front}
${page.redminePage && page.signIn === "oauth" ? html`<p class="soft">Redmine itself hears of an end when the application next tries to work. To withdraw everything there now, take this server's access away under <a href="${page.redminePage}" rel="noreferrer">authorized applications in Redmine</a>.</p>` : ""}`,
  );
}

function signInForm(page: ConnectionsPage, action: string): Html {
  const withKey = page.signIn === "api-key";
  return html`<p>Sign in ${withKey ? "with your API key" : "at Redmine"} to see which applications work there as you, and to end those you no longer want.</p>
<form method="post" action="${action}">
${withKey ? keyField(page.redminePage, "It is only checked here, and not kept.") : ""}
<div class="buttons"><button class="primary">${withKey ? "Sign in" : "Sign in at Redmine"}</button></div>
</form>`;
}

const endAll = (count: number, action: string, hidden: Html) => html`<details><summary>End all…</summary>
<form method="post" action="${action}">${hidden}<button class="primary" name="connection" value="all">End all ${count} connections</button></form></details>`;

function described(
  { name, places, local, writes, created, lastUsed, thisBrowser }: ListedConnection,
  now: number,
): Html {
  const where = [...places, ...(local ? ["a program on a computer"] : [])].join(", ");
  return html`<h2>${name}</h2>
<p class="soft">${where ? html`${where}<br>` : ""}${writes ? "Reads and changes" : "Only reads"} · connected ${timeOf(created, now)}${thisBrowser ? " in this browser" : ""}<br>
Last used ${dayOf(lastUsed, now)}</p>`;
}

function noticeOf(notice: Notice): Html {
  const { words, good } = notices[notice];
  return html`<p class="${good ? "good" : "warn"}" role="${good ? "status" : "alert"}">${words}</p>`;
}

const notices: Record<Notice, { words: string; good: boolean }> = {
  ended: { words: "The connection has ended.", good: true },
  all_ended: { words: "All your connections have ended.", good: true },
  signed_out: { words: "You are signed out of this page.", good: true },
  sign_in_again: { words: "This page was open for long. Sign in again to change anything.", good: false },
  not_signed_in: { words: "You were not signed in. Try again, and stay in this browser.", good: false },
  wrong_key: {
    words: "Redmine does not accept this API key. Copy it again from “My account” in Redmine.",
    good: false,
  },
  redmine_down: { words: "Redmine cannot be reached right now. Try again in a minute.", good: false },
  busy: { words: "Too many people are signing in at the moment. Try again in a few seconds.", good: false },
};

const day = 24 * 60 * 60_000;
const written = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** Two connections of one day are told apart by the time; the server does not know the person's own. */
function timeOf(time: number, now: number): Html {
  const iso = new Date(time).toISOString();
  return html`<time datetime="${iso}">${dayOf(time, now)} at ${iso.slice(11, 16)} UTC</time>`;
}

function dayOf(time: number, now: number): string {
  const ago = Math.floor(now / day) - Math.floor(time / day);
  if (ago <= 0) return "today";
  return ago === 1 ? "yesterday" : `on ${written.format(time)}`;
}

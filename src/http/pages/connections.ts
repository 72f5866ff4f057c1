import { html } from "hono/html";
import type { ConnectionsPage, ListedConnection, Notice } from "../../auth/pages.ts";
import { line } from "../../format/clean.ts";
import { plain, say } from "./language.ts";
import { type Html, keyField, layout, nameOf, type View } from "./layout.ts";
import type { Messages } from "./messages.ts";

/** A person's connections, each with a button that revokes it; or the way to sign in. */
export function connectionsPage(page: ConnectionsPage, view: View): Html {
  const { locale, site } = view;
  const { messages } = locale;
  const addressOf = (step: string) => `${site.baseUrl}/connections/${step}`;
  const notice = page.notice ? noticeOf(page.notice, messages) : "";
  const front = html`<p class="soft foot"><a href="${site.baseUrl}/">${messages.howToConnect}</a></p>`;
  const heading = html`<h1>${messages.connectionsTitle}</h1>${notice}`;
  if (!page.person) {
    return layout(
      messages.connectionsTitle,
      html`${heading}${signInForm(page, addressOf("sign-in"), view)}${front}`,
      view,
    );
  }

  const { user, name, connections, formToken } = page.person;
  const hidden = html`<input type="hidden" name="form" value="${formToken}">`;
  const revoke = (connection: ListedConnection) => html`<form method="post" action="${addressOf("end")}">${hidden}
<button name="connection" value="${connection.id}" aria-label="${plain(messages.revokeNamed, { name: connection.name })}">${messages.revoke}</button></form>`;
  const apps = html`<a href="${page.redminePage ?? ""}" rel="noreferrer">${messages.authorizedApplications}</a>`;

  return layout(
    messages.connectionsTitle,
    html`${heading}
<p>${say(messages.signedInAs, { person: line(name, 80) || plain(messages.redmineUser, { id: user }) })}</p>
${
  connections.length === 0
    ? html`<p>${messages.noConnections}</p>`
    : html`<p>${messages.connectionsIntro}</p>
<ul class="list">${connections.map((connection) => html`<li><div class="what">${described(connection, page.now, view)}</div>${revoke(connection)}</li>`)}</ul>`
}
${connections.length > 1 ? revokeAll(connections.length, addressOf("end"), hidden, messages) : ""}
${page.person.admin ? html`<p><a href="${site.baseUrl}/admin">${messages.admin.title}</a></p>` : ""}
<form class="buttons" method="post" action="${addressOf("sign-out")}">${hidden}<button>${messages.signOut}</button></form>
${front}
${page.redminePage && page.signIn === "oauth" ? html`<p class="soft">${say(messages.atRedmine, { page: apps })}</p>` : ""}`,
    view,
  );
}

function signInForm(page: ConnectionsPage, action: string, { locale }: View): Html {
  const { messages } = locale;
  const withKey = page.signIn === "api-key";
  return html`<p>${withKey ? messages.signInIntroKey : messages.signInIntro}</p>
<form method="post" action="${action}">
${withKey ? keyField(page.redminePage, messages.keyNotStored, locale) : ""}
<div class="buttons"><button class="primary">${withKey ? messages.signIn : messages.signInAtRedmine}</button></div>
</form>`;
}

function revokeAll(count: number, action: string, hidden: Html, messages: Messages): Html {
  return html`<details><summary>${messages.revokeAll}</summary>
<form method="post" action="${action}">${hidden}<button class="primary" name="connection" value="all">${plain(messages.revokeCount, { count })}</button></form></details>`;
}

function described(connection: ListedConnection, now: number, { locale }: View): Html {
  const { name, places, local, writes, created, lastUsed, thisBrowser } = connection;
  const { messages, tag } = locale;
  const where = [...places, ...(local ? [messages.aComputer] : [])].join(", ");
  const connected = plain(messages.connectedAt, { when: `${dayOf(created, now, tag)}, ${timeOf(created, tag)}` });
  return html`<h2>${nameOf(name)}</h2>
<p class="soft">${where ? html`${where}<br>` : ""}${writes ? messages.readsAndChanges : messages.readOnly} · ${connected}${thisBrowser ? ` · ${messages.thisBrowser}` : ""}<br>
${plain(messages.lastUsedAt, { when: dayOf(lastUsed, now, tag) })}</p>`;
}

function noticeOf(notice: Notice, messages: Messages): Html {
  const isGood = notice === "ended" || notice === "all_ended" || notice === "signed_out";
  const sentence = notice === "wrong_key" ? messages.wrongKey : messages.notices[notice];
  return html`<p class="${isGood ? "good" : "warn"}" role="${isGood ? "status" : "alert"}">${sentence}</p>`;
}

const dayMs = 24 * 60 * 60_000;
const localeTag = (tag: string) => (tag === "en" ? "en-GB" : tag);

function dayOf(time: number, now: number, tag: string): string {
  const ago = Math.max(0, Math.floor(now / dayMs) - Math.floor(time / dayMs));
  if (ago <= 1) return new Intl.RelativeTimeFormat(localeTag(tag), { numeric: "auto" }).format(-ago, "day");
  return new Intl.DateTimeFormat(localeTag(tag), { dateStyle: "long", timeZone: "UTC" }).format(time);
}

function timeOf(time: number, tag: string): string {
  return `${new Intl.DateTimeFormat(localeTag(tag), { timeStyle: "short", timeZone: "UTC" }).format(time)} UTC`;
}

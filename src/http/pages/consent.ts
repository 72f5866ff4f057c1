import { html } from "hono/html";
import type { ConsentPage } from "../../auth/pages.ts";
import { plain, quoted, say } from "./language.ts";
import { type Html, keyField, layout, nameOf, type View } from "./layout.ts";
import type { Messages } from "./messages.ts";

/** Asks the person whether this client may work in Redmine as them. */
export function consentPage(page: ConsentPage, view: View): Html {
  const { locale, site } = view;
  const { messages } = locale;
  const name = page.clientName === "" ? messages.anApplication : quoted(page.clientName, messages);
  const redmine = site.redmineTitle || "Redmine";
  const { host, pathname } = new URL(site.redmineUrl);
  const address = `${host}${pathname.replace(/\/$/, "")}`;
  const withKey = page.signIn === "api-key";
  const connections = html`<a href="${site.baseUrl}/connections">${messages.connectionsTitle}</a>`;

  return layout(
    plain(messages.consentHeading, { client: name, redmine }),
    html`<h1>${say(messages.consentHeading, { client: page.clientName === "" ? name : nameOf(name), redmine: nameOf(redmine) })}</h1>
${page.problem ? html`<p class="warn" role="alert">${page.problem === "wrong_key" ? messages.wrongKey : messages.keyNotChecked}</p>` : ""}
<p>${say(messages.asYou)}</p>
<dl>
<dt>Redmine</dt>
<dd>${site.redmineTitle && site.redmineTitle !== "Redmine" ? html`${site.redmineTitle} · ` : ""}<strong>${address}</strong></dd>
<dt>${messages.requester}</dt>
<dd>${page.verifiedHost ? verified(page.verifiedHost, messages) : unverified(page.clientName, messages)}</dd>
<dt>${messages.returnsTo}</dt>
<dd><code>${page.redirectHost}</code>${page.loopback ? html`<br><span class="soft">${messages.localProgram}</span>` : ""}</dd>
</dl>
<form method="post" action="${site.baseUrl}/oauth/consent">
<input type="hidden" name="ticket" value="${page.ticket}">
${page.scope.includes("write") ? accessChoice(messages) : html`<p>${say(messages.asksToRead)}</p>`}
${withKey ? keyField(page.redminePage, messages.keyStored, locale) : ""}
<div class="buttons">
<button class="primary" name="decision" value="allow">${withKey ? messages.connect : messages.continueToRedmine}</button>
<button name="decision" value="deny" formnovalidate>${messages.cancel}</button>
</div>
</form>
<p class="soft foot">${messages.notYou}</p>
<p class="soft">${say(messages.endLater, { server: html`<strong>${new URL(site.baseUrl).host}</strong>`, page: connections })}</p>`,
    view,
  );
}

function verified(host: string, messages: Messages): Html {
  return html`<span class="tag proven">${messages.verified}</span> ${say(messages.belongsTo, { host })}`;
}

function unverified(name: string, messages: Messages): Html {
  return html`<span class="tag unproven">${messages.unverified}</span> ${name ? messages.selfNamed : messages.noName}`;
}

function accessChoice(messages: Messages): Html {
  return html`<fieldset><legend>${messages.access}</legend>
<label class="option"><input type="radio" name="access" value="write" checked><span>${messages.readWrite}<span class="soft">${messages.readWriteHint}</span></span></label>
<label class="option"><input type="radio" name="access" value="read"><span>${messages.readOnly}<span class="soft">${messages.readOnlyHint}</span></span></label>
</fieldset>`;
}

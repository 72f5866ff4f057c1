import { html } from "hono/html";
import type { ConsentPage } from "../../auth/pages.ts";
import { type Html, keyField, layout } from "./layout.ts";

/** Asks the person whether this client may work in Redmine as them. */
export function consentPage(page: ConsentPage, action: string): Html {
  const name = page.clientName || "An application";
  const writes = page.scope.includes("write");
  const withKey = page.signIn === "api-key";

  return layout(
    `Connect ${name} to Redmine`,
    html`<h1>Connect <q>${name}</q> to Redmine?</h1>
${page.problem ? html`<p class="warn" role="alert">${problems[page.problem]}</p>` : ""}
<p>It will work in Redmine <strong>as you</strong>, with your permissions and nothing more.</p>
<dl>
<dt>Who asks</dt>
<dd>${page.verifiedHost ? proven(page.verifiedHost) : unproven(page.clientName)}</dd>
<dt>Sends you back to</dt>
<dd><code>${page.redirectHost}</code></dd>
</dl>
${page.loopback ? html`<p class="warn">That is a program on <strong>your own computer</strong>. Go on only if you have just started the connection there yourself.</p>` : ""}
<form method="post" action="${action}">
<input type="hidden" name="ticket" value="${page.ticket}">
${writes ? accessChoice : html`<p>It asks to <strong>read</strong> what you can see in Redmine. It can change nothing.</p>`}
${withKey ? keyField(page.redminePage, "This server keeps it encrypted, and only your connection can open it.") : ""}
<div class="buttons">
<button class="primary" name="decision" value="allow">${withKey ? "Connect" : "Continue to Redmine"}</button>
<button name="decision" value="deny" formnovalidate>Cancel</button>
</div>
</form>
<p class="soft foot">You did not start this? Then cancel: nothing happens.</p>`,
  );
}

const proven = (host: string) =>
  html`<span class="tag proven">verified</span> This name belongs to <strong>${host}</strong>.`;

const unproven = (name: string) =>
  html`<span class="tag unproven">unverified</span> ${name ? "The application gave itself this name." : "The application gave no name."}`;

const accessChoice = html`<fieldset><legend>What it may do</legend>
<label class="option"><input type="radio" name="access" value="write" checked><span>Read and change<span class="soft">Issues, notes, time, wiki pages: what your account may do, except administration.</span></span></label>
<label class="option"><input type="radio" name="access" value="read"><span>Only read<span class="soft">It sees what you see and can change nothing.</span></span></label>
</fieldset>`;

const problems: Record<NonNullable<ConsentPage["problem"]>, string> = {
  wrong_key: "Redmine does not accept this API key. Copy it again from “My account” in Redmine.",
  redmine_down: "Redmine cannot be reached right now, so the key could not be checked. Try again in a minute.",
};

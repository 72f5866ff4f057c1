import { html } from "hono/html";
import type { ConsentPage } from "../../auth/server/reply.ts";
import { type Html, layout } from "./layout.ts";

/** Asks the person whether this client may work in Redmine as them. */
export function consentPage(page: ConsentPage, action: string): Html {
  const name = page.clientName || "An application";
  const writes = page.scope.includes("write");
  const withKey = page.signIn === "api-key";

  return layout(
    `Connect ${name} to Redmine`,
    html`<h1>Connect <q>${name}</q> to Redmine?</h1>
<p>It will work in Redmine <strong>as you</strong>, with your permissions and nothing more.</p>
<dl>
<dt>Application</dt>
<dd>${name} ${page.verifiedHost ? html`<span class="soft">(verified: ${page.verifiedHost})</span>` : html`<span class="soft">(unverified: it chose this name itself)</span>`}</dd>
<dt>Sends you back to</dt>
<dd><code>${page.redirectHost}</code></dd>
</dl>
${page.loopback ? html`<p class="warn">This leads to a program on <strong>your own computer</strong>. Go on only if you have just started the connection there yourself.</p>` : ""}
${page.problem ? html`<p class="warn" role="alert">${problems[page.problem]}</p>` : ""}
<form method="post" action="${action}">
<input type="hidden" name="ticket" value="${page.ticket}">
${writes ? accessChoice : html`<p>It asks to <strong>read</strong> what you can see in Redmine. It can change nothing.</p>`}
${withKey ? keyField : ""}
<div class="buttons">
<button class="primary" name="decision" value="allow">${withKey ? "Connect" : "Continue to Redmine"}</button>
<button name="decision" value="deny" formnovalidate>Cancel</button>
</div>
</form>
<p class="soft">You did not start this? Cancel. You can end a connection at any time in the application itself.</p>`,
  );
}

const accessChoice = html`<fieldset><legend>What it may do</legend>
<label><input type="radio" name="access" value="write" checked> Read and change: issues, notes, time, wiki pages</label>
<label><input type="radio" name="access" value="read"> Only read</label>
</fieldset>`;

const keyField = html`<p><label for="api_key">Your Redmine API key</label>
<input type="password" id="api_key" name="api_key" required autocomplete="off" spellcheck="false" aria-describedby="api_key_hint">
<span class="soft" id="api_key_hint">In Redmine: My account, then “Show” under API access key, on the right. It is stored encrypted, and only your connection can open it.</span></p>`;

const problems: Record<NonNullable<ConsentPage["problem"]>, string> = {
  wrong_key: "Redmine does not know this API key. Copy it again from “My account” in Redmine.",
  redmine_down: "Redmine cannot be reached right now. Try again in a minute.",
};

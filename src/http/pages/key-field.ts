import { html } from "hono/html";
import type { Html } from "./layout.ts";

/** Takes the person's Redmine API key. `redminePage`: where Redmine shows it to them; `use`: what happens to it here. */
export function keyField(redminePage: string | undefined, use: string): Html {
  const page = redminePage
    ? html`<a href="${redminePage}" target="_blank" rel="noopener noreferrer">My account in Redmine</a> (opens a new tab)`
    : "My account in Redmine";

  return html`<p><label class="label" for="api_key">Your Redmine API key</label>
<input type="password" id="api_key" name="api_key" required autocomplete="off" spellcheck="false" aria-describedby="api_key_hint">
<span class="soft" id="api_key_hint">You find it on ${page}: on the right, under “API access key”, press “Show”. ${use}</span></p>`;
}

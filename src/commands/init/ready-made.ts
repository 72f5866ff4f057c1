import type { Config } from "../../config.ts";
import { callbackOf, requestedScopes } from "../doctor/application.ts";

const name = "AI assistants (MCP)";

/**
 * A command for Redmine's host that enables REST, makes the application and prints its UID and secret. It is Ruby in double
 * quotes inside single quotes of a shell: none of the values has either, or a “#” that Ruby would fill in.
 */
export function railsCommand(config: Config): string {
  const uri = callbackOf(config).replaceAll("'", "%27");
  const ruby = [
    'Setting.rest_api_enabled = "1"',
    `app = Doorkeeper::Application.create!(name: "${name}", redirect_uri: "${uri}", scopes: "${requestedScopes(config).join(" ")}", confidential: true)`,
    'puts "UID: #{app.uid}", "Secret: #{app.plaintext_secret}"',
  ].join("; ");
  return `bundle exec rails runner -e production '${ruby}'`;
}

/** JavaScript for the browser's console that fills in Redmine's form of a new application. */
export function consoleSnippet(config: Config): string {
  const scopes = JSON.stringify(requestedScopes(config).join(" "));
  return `{ const scopes = ${scopes}.split(" ");
  for (const box of document.querySelectorAll("#scopes input[type=checkbox]:not(:disabled)")) box.checked = scopes.includes(box.value);
  document.querySelector("#doorkeeper_application_name").value ||= ${JSON.stringify(name)};
  document.querySelector("#doorkeeper_application_redirect_uri").value = ${JSON.stringify(callbackOf(config))}; }`;
}

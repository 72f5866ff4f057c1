import type { Config } from "../../config.ts";
import { callbackOf, checkboxLines } from "../doctor/application.ts";

/** What an administrator does in Redmine, in the words of its pages. */
export function instructions(config: Config): string {
  return `Now in Redmine, as an administrator:
  1. Open ${config.redminePublicUrl}/oauth/applications/new
     (Administration → Applications → New Application), or edit the one you have
  2. Name: what people will be shown when they sign in, such as MCP
  3. Redirect URI, exactly:
       ${callbackOf(config)}
  4. Scopes, tick these and no others:
${checkboxLines(config)
  .map((line) => `       ${line}`)
  .join("\n")}
  5. Press Create, or Save. Redmine shows the UID, and of a new one the Secret, only this once.
`;
}

import { line } from "../../format/clean.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import type { Lookups } from "../../redmine/lookups/lookups.ts";
import { allowed } from "../../redmine/lookups/permissions.ts";
import type { Named } from "../../redmine/schemas/named.ts";
import { ToolRefusal } from "../tool-refusal.ts";

/**
 * Redmine drops "private" without a word where it is not permitted, and the text comes out public: what cannot be made sure
 * of is not sent. One of the permissions is enough.
 */
export async function refuseIfPublic(
  what: "note" | "issue",
  permissions: readonly string[],
  project: Named,
  redmine: RedmineReader,
  lookups: Lookups,
): Promise<void> {
  const answers = await Promise.all(permissions.map((each) => allowed(each, project.id, redmine, lookups)));
  if (answers.includes(true)) return;

  const lacking = redmine.scopes && permissions.every((each) => !redmine.scopes?.has(each));
  const why = answers.includes(undefined)
    ? `Redmine does not tell whether somebody who is not a member of ${line(project.name, 80)} may do that`
    : lacking
      ? `this sign-in lacks the permission ${permissions.join(" or ")}`
      : `the user's role in ${line(project.name, 80)} lacks the permission ${permissions.join(" or ")}`;
  throw new ToolRefusal(
    `Nothing was written: the ${what} would come out public, because ${why}. Ask the user whether it may be public, or let somebody who may do it.`,
  );
}

import { line } from "../../format/clean.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import type { Lookups } from "../../redmine/lookups/lookups.ts";
import { byName, choose } from "../../redmine/lookups/named-list.ts";
import { statuses } from "../../redmine/lookups/statuses.ts";
import type { Issue } from "../../redmine/schemas/issue.ts";
import { ToolRefusal } from "../tool-refusal.ts";
import { type Wanted, wantedReference } from "./wanted.ts";

/**
 * The status an issue is to have. Redmine ignores one that the workflow forbids, so it is refused here, with those that are
 * allowed; `allowed` is undefined where they are not known (before Redmine 5.0, and for another tracker or project).
 */
export async function wantedStatus(
  given: string | number,
  issue: Issue | undefined,
  allowed: Issue["allowed_statuses"],
  redmine: RedmineReader,
  lookups: Lookups,
): Promise<Wanted> {
  const open = [...(issue ? [issue.status] : []), ...(allowed ?? [])];
  const [near] = typeof given === "number" ? open.filter(({ id }) => id === given) : byName(given, open);
  if (near) return wantedReference("status", near);

  const status = await choose(statuses, given, redmine, lookups);
  if (!issue || !allowed) return wantedReference("status", status);
  const names = allowed.filter(({ id }) => id !== issue.status.id).map(({ name }) => line(name, 80));
  const closing = status.is_closed && !allowed.some(({ is_closed }) => is_closed);
  throw new ToolRefusal(
    [
      `Issue #${issue.id} is ${line(issue.status.name, 80)}, and this user may not set it to ${line(status.name, 80)}.`,
      `Allowed next: ${names.join(", ") || "none"}.`,
      closing && "Redmine also allows no closing while a subtask is open or an open issue blocks it.",
    ]
      .filter(Boolean)
      .join(" "),
  );
}

import type { RedmineReader } from "../../redmine/client.ts";
import type { Lookups } from "../../redmine/lookups/lookups.ts";
import { allowed } from "../../redmine/lookups/permissions.ts";
import { trackers } from "../../redmine/lookups/trackers.ts";
import type { Issue } from "../../redmine/schemas/issue.ts";
import type { Wanted } from "./wanted.ts";

/** Why Redmine may have ignored these without an error, as far as it tells. */
export async function whyIgnored(
  ignored: readonly Wanted[],
  issue: Issue,
  isNew: boolean,
  redmine: RedmineReader,
  lookups: Lookups,
): Promise<string> {
  const may = (permission: string) => allowed(permission, issue.project.id, redmine, lookups);
  const own = issue.author?.id === redmine.userId;
  const [edit, editOwn, subtasks, priv, privOwn, known] = await Promise.all([
    may("edit_issues"),
    own ? may("edit_own_issues") : false,
    may("manage_subtasks"),
    may("set_issues_private"),
    own ? may("set_own_issues_private") : false,
    lookups.get(trackers.kind, () => trackers.load(redmine)),
  ]);
  const columns = ignored.flatMap(({ json }) => Object.keys(json));
  const used = known.find(({ id }) => id === issue.tracker.id)?.enabled_standard_fields;
  const unused = used ? columns.filter((column) => trackerColumns.has(column) && !used.includes(column)) : [];

  const fieldIds = ignored.flatMap(({ json }) =>
    Array.isArray(json.custom_fields) ? json.custom_fields.map(({ id }) => id) : [],
  );
  const absent = fieldIds.some((id) => !issue.custom_fields.some((field) => field.id === id));

  const reasons = [
    !isNew &&
      edit === false &&
      editOwn === false &&
      "the user's role may not change the fields of this issue (edit_issues)",
    !isNew &&
      edit === undefined &&
      "the user is not a member of the project, and Redmine does not tell what others may do",
    isNew &&
      columns.includes("status_id") &&
      "new issues begin where the workflow lets them; update_issue can go on from there",
    columns.includes("parent_issue_id") && subtasks === false && "the parent needs the permission manage_subtasks",
    columns.includes("is_private") &&
      priv === false &&
      privOwn === false &&
      "privacy needs the permission set_issues_private",
    columns.includes("watcher_user_ids") &&
      "watchers need the permission add_issue_watchers, and must be able to see the issue",
    columns.includes("done_ratio") && "% done may be calculated from subtasks or from the status",
    unused.length > 0 && `its tracker does not use ${unused.join(", ")}`,
    absent && "its tracker has no such field, or the user may not see it",
  ].filter((reason) => typeof reason === "string");
  return reasons.length > 0
    ? `Why: ${reasons.join("; ")}.`
    : "Redmine gave no reason: a workflow rule may make it read-only for this user, or it follows from subtasks.";
}

const trackerColumns = new Set([
  "assigned_to_id",
  "category_id",
  "fixed_version_id",
  "parent_issue_id",
  "start_date",
  "due_date",
  "estimated_hours",
  "done_ratio",
  "description",
  "priority_id",
]);

import { foreign } from "../../format/clean.ts";
import { fieldKey } from "../../format/field-states.ts";
import { allowed } from "../../redmine/account.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { readForm } from "../../redmine/issue-form.ts";
import { type Issue, issueAnswer } from "../../redmine/issues.ts";
import { trackers } from "../../redmine/lists.ts";
import { path } from "../../redmine/path.ts";
import { parameterOf, type RequestedChange } from "./change.ts";

/** Why Redmine may have ignored these without an error, as far as it tells. */
export async function whyIgnored(
  ignored: readonly RequestedChange[],
  issue: Issue,
  isNew: boolean,
  redmine: RedmineReader,
): Promise<string> {
  const may = (permission: string) => allowed(permission, issue.project.id, redmine);
  const isAuthor = issue.author?.id === redmine.userId;
  const columns = ignored.flatMap(({ json }) => Object.keys(json));
  const [edit, editOwn, subtasks, priv, privOwn, known, rules] = await Promise.all([
    may("edit_issues"),
    isAuthor ? may("edit_own_issues") : false,
    may("manage_subtasks"),
    may("set_issues_private"),
    isAuthor ? may("set_own_issues_private") : false,
    redmine.lookups.get(trackers.kind, () => trackers.load(redmine)),
    ruledOut(ignored, issue, redmine),
  ]);
  const used = known.find(({ id }) => id === issue.tracker.id)?.enabled_standard_fields;
  const unused = used ? columns.filter((column) => trackerColumns.has(column) && !used.includes(column)) : [];
  const names = (keys: readonly string[]) => keys.map((key) => parameterName(key, ignored)).join(", ");
  const mayBeSet = (key: string) => {
    if (key === "parent_issue_id") return subtasks === true;
    if (key === "is_private") return priv === true || privOwn === true;
    return !unused.includes(key);
  };
  const [readOnly, derived] = [rules.readOnly.filter(mayBeSet), rules.derived.filter(mayBeSet)];

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
    columns.includes("tag_list") && "a tag that is new in this Redmine needs the permission create_issue_tags",
    columns.includes("done_ratio") &&
      "done_ratio may follow from subtasks or from the status, or the workflow makes it read-only",
    unused.length > 0 && `its tracker does not use ${names(unused)}`,
    readOnly.length > 0 &&
      `the workflow makes ${names(readOnly)} read-only for this user in status ${foreign(issue.status.name, 80)}`,
    derived.length > 0 &&
      `${names(derived)} ${derived.length === 1 ? "follows" : "follow"} from its subtasks, or the workflow makes ${derived.length === 1 ? "it" : "them"} read-only`,
    absent && "its tracker has no such field, or the user may not see it",
  ].filter((reason) => typeof reason === "string");
  if (reasons.length > 0) return `Why: ${reasons.join("; ")}.`;
  return rules.isKnown
    ? "Redmine gave no reason, and its form has these fields for this user."
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

interface Rules {
  /** Keys of fields that the issue's own form leaves out, with no other cause than the workflow. */
  readOnly: readonly string[];
  /** The same of an issue with subtasks, where the field may follow from those. */
  derived: readonly string[];
  /** Whether there is a form to tell it. */
  isKnown: boolean;
}

/** The form on the issue's page leaves out what Redmine ignores in the issue's present status. */
async function ruledOut(ignored: readonly RequestedChange[], issue: Issue, redmine: RedmineReader): Promise<Rules> {
  const inForm = ignored.filter(({ key }) => formColumns.has(key) || customFieldOn(issue, key));
  const { form } = inForm.length > 0 ? await readForm(issue.id, redmine) : { form: undefined };
  if (!form || form.labels.size === 0) return { readOnly: [], derived: [], isKnown: false };

  const has = (key: string) => form.labels.has(key) || form.fields.some(({ id }) => fieldKey(id) === key);
  const hidden = inForm.map(({ key }) => key).filter((key) => !has(key));
  const mayDerive = hidden.some((key) => derivedColumns.has(key)) && (await hasSubtasks(issue.id, redmine));
  const isDerived = (key: string) => mayDerive && derivedColumns.has(key);
  return { readOnly: hidden.filter((key) => !isDerived(key)), derived: hidden.filter(isDerived), isKnown: true };
}

function customFieldOn({ custom_fields }: Issue, key: string): boolean {
  return custom_fields.some(({ id }) => fieldKey(id) === key);
}

async function hasSubtasks(id: number, redmine: RedmineReader): Promise<boolean> {
  const query = { include: "children" };
  const { issue } = await redmine.get(path`issues/${id}.json`, issueAnswer, { what: `issue #${id}`, query });
  return (issue.children?.length ?? 0) > 0;
}

/** Those that the form has whenever this user may set them; not so % done, which settings take out of it. */
const formColumns = new Set([
  "subject",
  "description",
  "priority_id",
  "assigned_to_id",
  "category_id",
  "fixed_version_id",
  "parent_issue_id",
  "is_private",
  "start_date",
  "due_date",
  "estimated_hours",
]);

/** Redmine's settings decide whether a parent has its own. */
const derivedColumns = new Set(["priority_id", "start_date", "due_date"]);

/** What a call names the field by. */
export function parameterName(key: string, changes: readonly RequestedChange[]): string {
  const custom = key.startsWith("field ") && changes.find((change) => change.key === key);
  return custom ? `“${foreign(custom.label, 80)}”` : parameterOf(key);
}

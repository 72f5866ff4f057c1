import { clean, line } from "../../format/clean.ts";
import { type NameOf, numbered } from "../../format/history.ts";
import { fieldsInWords } from "../../format/issue-fields.ts";
import type { Quote } from "../../format/text.ts";
import { allowed } from "../../redmine/account.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import type { Issue } from "../../redmine/issues.ts";
import { trackers } from "../../redmine/lists.ts";
import { ToolRefusal } from "../errors.ts";
import { same, type Wanted } from "./change.ts";

export interface Outcome {
  /** "Status: New → In Progress", one a line. */
  done: readonly string[];
  /** What Redmine answered 204 to and did not do. */
  ignored: readonly Wanted[];
  ignoredInWords: readonly string[];
  /** What changed although nobody asked: rules of Redmine's, or somebody else at the same moment. */
  besides: readonly string[];
}

/** What a change did, from the issue before and after it. */
export function outcomeOf(wanted: readonly Wanted[], before: Issue, after: Issue, nameOf: NameOf): Outcome {
  const was = fieldsInWords(before, nameOf);
  const is = fieldsInWords(after, nameOf);
  const now = (label: string) => is.get(label) ?? "none";
  const changed = new Set(
    [...is.keys()].filter((label) =>
      label === "Description" ? !sameText(before, after) : was.get(label) !== now(label),
    ),
  );
  const step = (label: string) => `${label}: ${was.get(label) ?? "none"} → ${now(label)}`;
  const asked = new Set(wanted.map(({ label }) => label));

  const ignored = wanted.filter((each) => !each.holds(after));
  const kept = wanted.filter((each) => each.holds(after));
  return {
    done: kept.map(({ label }) => (changed.has(label) ? step(label) : `${label}: was ${now(label)} already`)),
    ignored,
    ignoredInWords: ignored.map(({ label, text }) =>
      is.has(label) ? `${label} is ${now(label)}, not ${text}` : `${label} is not among its fields`,
    ),
    besides: [...changed].filter((label) => !asked.has(label)).map(step),
  };
}

function sameText(before: Issue, after: Issue): boolean {
  return clean(before.description ?? "").trim() === clean(after.description ?? "").trim();
}

/** What became of a note, from the history after it was sent. */
export function noteOutcome(
  note: string,
  isPrivate: boolean,
  issue: Issue,
  userId: number,
): { said: string; added: boolean } {
  const mine = numbered(issue.journals ?? []).filter(({ journal }) => journal.user?.id === userId);
  const found = mine.findLast(({ journal }) => same(journal.notes ?? "", note));
  if (!found) return { said: "The note was NOT added: the user's role may not add notes here.", added: false };
  if (isPrivate && !found.journal.private_notes) {
    return {
      said: `Note #${found.number} was added, but it is PUBLIC: Redmine did not make it private. Tell the user.`,
      added: true,
    };
  }
  return { said: `Note #${found.number} added${found.journal.private_notes ? ", private" : ""}.`, added: true };
}

/** Why Redmine may have ignored these without an error, as far as it tells. */
export async function whyIgnored(
  ignored: readonly Wanted[],
  issue: Issue,
  isNew: boolean,
  redmine: RedmineReader,
): Promise<string> {
  const may = (permission: string) => allowed(permission, issue.project.id, redmine);
  const own = issue.author?.id === redmine.userId;
  const [edit, editOwn, subtasks, priv, privOwn, known] = await Promise.all([
    may("edit_issues"),
    own ? may("edit_own_issues") : false,
    may("manage_subtasks"),
    may("set_issues_private"),
    own ? may("set_own_issues_private") : false,
    redmine.lookups.get(trackers.kind, () => trackers.load(redmine)),
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

interface Update {
  before: Issue;
  after: Issue;
  wanted: readonly Wanted[];
  note: { text: string; isPrivate: boolean } | undefined;
  nameOf: NameOf;
  quote: Quote;
  redmine: RedmineReader;
}

/** What the change did and did not do. Throws ToolRefusal when it did nothing of what was asked. */
export async function updateResult({ before, after, wanted, note, nameOf, quote, redmine }: Update): Promise<string> {
  const { done, ignored, ignoredInWords, besides } = outcomeOf(wanted, before, after, nameOf);
  const noted = note && noteOutcome(note.text, note.isPrivate, after, redmine.userId);
  const touched = wanted.some(({ label }) => label === "Status" || label === "Tracker");
  const next = after.allowed_statuses?.filter(({ id }) => id !== after.status.id).map(({ name }) => line(name, 80));

  const rows = [
    ...done,
    ...ignoredInWords.map((row) => `NOT changed: ${row}`),
    ...besides.map((row) => `Also changed: ${row}`),
    ...(touched && next ? [`Allowed next statuses: ${next.join(", ") || "none"}`] : []),
  ];
  // after the write only what it did counts: a reason that cannot be found must not make it an error
  const why = ignored.length > 0 ? await whyIgnored(ignored, after, false, redmine).catch(() => "") : "";
  const partly = ignored.length > 0 || noted?.added === false;
  const nothing = done.length === 0 && partly && !noted?.added;

  const head = nothing
    ? `Issue #${after.id} was NOT changed: Redmine ignored the request without an error.`
    : `Issue #${after.id} ${partly ? "was changed only in part." : "was changed."}`;
  const text = [head, rows.length > 0 && quote(rows.join("\n")), noted?.said, why].filter(Boolean).join("\n");
  if (nothing) throw new ToolRefusal(text);
  return text;
}

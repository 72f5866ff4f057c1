import { line } from "../../format/clean.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { chooseField } from "../../redmine/custom-fields.ts";
import { trackerFields } from "../../redmine/issue-form.ts";
import type { Issue } from "../../redmine/issues.ts";
import { priorities, statuses } from "../../redmine/lists.ts";
import { byName, choose, LookupRefusal } from "../../redmine/named-list.ts";
import { membersOf } from "../../redmine/people.ts";
import type { Named } from "../../redmine/values.ts";
import { categoriesOf, versionsOf } from "../../redmine/versions.ts";
import { ToolRefusal } from "../errors.ts";
import {
  type KnownField,
  type Wanted,
  wantedCustomField,
  wantedDate,
  wantedDescription,
  wantedDone,
  wantedEstimate,
  wantedPrivacy,
  wantedReference,
  wantedSubject,
} from "./change.ts";
import type { FieldValue, GivenFields } from "./input.ts";

export interface Place {
  /** Where the issue is to be. */
  project: Named;
  tracker: Named;
  /** The issue as it is; undefined for a new one. */
  before: Issue | undefined;
  redmine: RedmineReader;
  now: Date;
}

/** Everything asked for but project, tracker and status. Each may be refused on its own. */
export function wantedFields(given: GivenFields, place: Place): Promise<Wanted>[] {
  const { now } = place;
  const { subject, description, priority_id, assignee_id, category_id, version_id, parent_id } = given;
  const { start_date, due_date, estimated_hours, done_ratio, is_private, custom_fields = {} } = given;

  const wanted: (Promise<Wanted> | undefined)[] = [
    ifGiven(subject, async (value) => wantedSubject(value)),
    ifGiven(description, async (value) => wantedDescription(value)),
    ifGiven(priority_id, (value) => priority(value, place)),
    ifGiven(assignee_id, (value) => assignee(value, place)),
    ifGiven(category_id, (value) => category(value, place)),
    ifGiven(version_id, (value) => version(value, place)),
    ifGiven(parent_id, async (value) => wantedReference("parent", value ? { id: Number(value) } : undefined)),
    ifGiven(start_date, async (value) => wantedDate("start_date", value, now)),
    ifGiven(due_date, async (value) => wantedDate("due_date", value, now)),
    ifGiven(estimated_hours, async (value) => wantedEstimate(value)),
    ifGiven(done_ratio, async (value) => wantedDone(value)),
    ifGiven(is_private, async (value) => wantedPrivacy(value)),
    ...Object.entries(custom_fields).map(([name, value]) => customField(name, value, place)),
  ];
  return wanted.filter((each) => each !== undefined);
}

function ifGiven<T>(value: T | undefined, make: (value: T) => Promise<Wanted>): Promise<Wanted> | undefined {
  return value === undefined ? undefined : make(value);
}

async function priority(given: string | number, { redmine }: Place): Promise<Wanted> {
  return wantedReference("priority", await choose(priorities, given, redmine));
}

/** Only members can be assigned. A number is taken as it is: Redmine refuses one that it does not like. */
async function assignee(given: string | number | null, { project, redmine }: Place): Promise<Wanted> {
  if (given === null || given === "") return wantedReference("assigned_to", undefined);
  if (given === "me") return wantedReference("assigned_to", { id: redmine.userId, name: "me" });
  if (typeof given === "number") return wantedReference("assigned_to", { id: given });
  return wantedReference("assigned_to", await choose(membersOf(project), given, redmine));
}

async function category(given: string | number | null, { project, redmine }: Place): Promise<Wanted> {
  if (given === null || given === "") return wantedReference("category", undefined);
  return wantedReference("category", await choose(categoriesOf(project), given, redmine));
}

async function version(given: string | number | null, { project, before, redmine }: Place): Promise<Wanted> {
  if (given === null || given === "") return wantedReference("fixed_version", undefined);
  const list = versionsOf(project);
  const found = await choose(list, given, redmine);
  if (!found.status || found.status === "open" || before?.fixed_version?.id === found.id) {
    return wantedReference("fixed_version", found);
  }
  const open = (await redmine.lookups.get(list.kind, () => list.load(redmine))).filter(
    ({ status }) => status === "open",
  );
  const names = open.map(({ name }) => line(name, 80)).join(", ") || "none";
  throw new ToolRefusal(
    `Version ${line(found.name, 80)} is ${found.status}: it takes no more issues. Open ones: ${names}.`,
  );
}

async function customField(name: string, given: FieldValue, place: Place): Promise<Wanted> {
  const { project, tracker, before, redmine, now } = place;
  const form = (await trackerFields(project, tracker, redmine))?.fields ?? [];
  const held = before?.tracker.id === tracker.id && before.project.id === project.id ? before.custom_fields : undefined;
  const known: readonly Named[] = [...form, ...(held ?? [])];

  const { id, name: title } = byName(name, known)[0] ?? (await chooseField(name, project, redmine));
  // a new issue's field may only be missing from the form of the issue we looked at: Redmine then says what it took
  if (held && !known.some((field) => field.id === id)) {
    const names = held.map((field) => line(field.name, 80)).join(", ") || "none";
    throw new ToolRefusal(
      `Issue #${before?.id} has no field “${line(title, 80)}”: its tracker does not use it. It has: ${names}.`,
    );
  }
  const field: KnownField = form.find((each) => each.id === id) ?? { id, name: title };
  return wantedCustomField(field, given, { userId: redmine.userId, now });
}

/**
 * The status an issue is to have. Redmine ignores one that the workflow forbids, so it is refused here, with those that are
 * allowed; `allowed` is undefined where they are not known (before Redmine 5.0, and for another tracker or project).
 */
export async function wantedStatus(
  given: string | number,
  issue: Issue | undefined,
  allowed: Issue["allowed_statuses"],
  redmine: RedmineReader,
): Promise<Wanted> {
  const open = [...(issue ? [issue.status] : []), ...(allowed ?? [])];
  const [near] = typeof given === "number" ? open.filter(({ id }) => id === given) : byName(given, open);
  if (near) return wantedReference("status", near);

  const status = await choose(statuses, given, redmine);
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

/** Everything, or one refusal that names all that is wrong: a model should not have to find out one by one. */
export async function allOrRefuse<T>(work: readonly Promise<T>[], nothing: string): Promise<T[]> {
  const settled = await Promise.allSettled(work);
  const reasons = settled.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
  const other = reasons.find((reason) => !isRefusal(reason));
  if (other !== undefined) throw other;
  if (reasons.length > 0) {
    throw new ToolRefusal([...reasons.filter(isRefusal).map(({ message }) => message), nothing].join("\n"));
  }
  return settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
}

function isRefusal(reason: unknown): reason is ToolRefusal | LookupRefusal {
  return reason instanceof ToolRefusal || reason instanceof LookupRefusal;
}

import { line } from "../../format/clean.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { categoriesOf } from "../../redmine/lookups/categories.ts";
import { chooseField } from "../../redmine/lookups/custom-fields.ts";
import { trackerFields } from "../../redmine/lookups/issue-form.ts";
import type { Lookups } from "../../redmine/lookups/lookups.ts";
import { membersOf } from "../../redmine/lookups/members.ts";
import { byName, choose } from "../../redmine/lookups/named-list.ts";
import { priorities } from "../../redmine/lookups/priorities.ts";
import { versionsOf } from "../../redmine/lookups/versions.ts";
import type { Issue } from "../../redmine/schemas/issue.ts";
import type { Named } from "../../redmine/schemas/named.ts";
import { ToolRefusal } from "../tool-refusal.ts";
import type { FieldValue, GivenFields } from "./issue-input.ts";
import {
  type Wanted,
  wantedDate,
  wantedDescription,
  wantedDone,
  wantedEstimate,
  wantedPrivacy,
  wantedReference,
  wantedSubject,
} from "./wanted.ts";
import { type KnownField, wantedCustomField } from "./wanted-custom-field.ts";

export interface Place {
  /** Where the issue is to be. */
  project: Named;
  tracker: Named;
  /** The issue as it is; undefined for a new one. */
  before: Issue | undefined;
  redmine: RedmineReader;
  lookups: Lookups;
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

async function priority(given: string | number, { redmine, lookups }: Place): Promise<Wanted> {
  return wantedReference("priority", await choose(priorities, given, redmine, lookups));
}

/** Only members can be assigned. A number is taken as it is: Redmine refuses one that it does not like. */
async function assignee(given: string | number | null, { project, redmine, lookups }: Place): Promise<Wanted> {
  if (given === null || given === "") return wantedReference("assigned_to", undefined);
  if (given === "me") return wantedReference("assigned_to", { id: redmine.userId, name: "me" });
  if (typeof given === "number") return wantedReference("assigned_to", { id: given });
  return wantedReference("assigned_to", await choose(membersOf(project), given, redmine, lookups));
}

async function category(given: string | number | null, { project, redmine, lookups }: Place): Promise<Wanted> {
  if (given === null || given === "") return wantedReference("category", undefined);
  return wantedReference("category", await choose(categoriesOf(project), given, redmine, lookups));
}

async function version(given: string | number | null, { project, before, redmine, lookups }: Place): Promise<Wanted> {
  if (given === null || given === "") return wantedReference("fixed_version", undefined);
  const list = versionsOf(project);
  const found = await choose(list, given, redmine, lookups);
  if (!found.status || found.status === "open" || before?.fixed_version?.id === found.id) {
    return wantedReference("fixed_version", found);
  }
  const open = (await lookups.get(list.kind, () => list.load(redmine))).filter(({ status }) => status === "open");
  const names = open.map(({ name }) => line(name, 80)).join(", ") || "none";
  throw new ToolRefusal(
    `Version ${line(found.name, 80)} is ${found.status}: it takes no more issues. Open ones: ${names}.`,
  );
}

async function customField(name: string, given: FieldValue, place: Place): Promise<Wanted> {
  const { project, tracker, before, redmine, lookups, now } = place;
  const form = (await trackerFields(project, tracker, redmine, lookups))?.fields ?? [];
  const held = before?.tracker.id === tracker.id && before.project.id === project.id ? before.custom_fields : undefined;
  const known: readonly Named[] = [...form, ...(held ?? [])];

  const { id, name: title } = byName(name, known)[0] ?? (await chooseField(name, project, redmine, lookups));
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

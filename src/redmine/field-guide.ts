import { z } from "zod";
import type { RedmineReader } from "./client.ts";
import { declaresAll } from "./custom-fields.ts";
import { unless } from "./failure.ts";
import { type FieldFilter, fieldFilters } from "./filters.ts";
import { type FormField, type IssueOfTracker, type TrackerFields, trackerFields } from "./issue-form.ts";
import { path } from "./path.ts";
import { rememberTimeForm } from "./time-form.ts";
import { customValue, type Named, named } from "./values.ts";

/** A custom field of a project's issues, as far as this person can know it. */
export interface GuidedField {
  id: number;
  name: string;
  /** Names of the trackers whose newest issue has it, and of those whose has not. Trackers without issues are in neither. */
  trackers: readonly string[];
  otherTrackers: readonly string[];
  format: string | undefined;
  /** Undefined: only people who may edit issues can see it. */
  required: boolean | undefined;
  multiple: boolean | undefined;
  values: readonly { label: string; value: string }[];
}

export interface FieldGuide {
  fields: readonly GuidedField[];
  /** Fields that no looked-at tracker has. */
  others: readonly Named[];
  /** Those of time entries. */
  timeFields: readonly FormField[];
}

interface Project {
  id: number;
  trackers: readonly Named[];
  issue_custom_fields: readonly Named[];
}

const mostForms = 2; // pages of several hundred kB
const smallPage = 250_000; // bytes; a second one of more would take Redmine another half second
const mostFilters = 50; // fields whose values are asked of one page
const looked = 25; // issues: the newest of each of the trackers that are in use

const newest = z.object({
  issues: z.array(z.object({ id: z.number(), tracker: named, custom_fields: z.array(customValue).default([]) })),
});

/**
 * Custom fields with formats, values and trackers: which trackers have them is told by the newest issues, the rest by the
 * form of one or two of these issues, or of the one tracker that is asked for; without a form by the filters of the list.
 */
export async function fieldGuide(
  project: Project,
  redmine: RedmineReader,
  tracker?: Named | undefined,
): Promise<FieldGuide> {
  const issues = await newestIssues(project, tracker, redmine);
  const forms = await readForms(project, issues, redmine);
  const onIssues = [...issues.values()].flatMap(({ custom_fields }) =>
    custom_fields.map(({ id, name }) => ({ id, name })),
  );
  const inForms = forms.flatMap(({ fields }) => fields);
  const seen = byId([...onIssues, ...inForms.map(({ id, name }) => ({ id, name }))]);

  const full = new Map(inForms.filter(isFull).map((field) => [field.id, field]));
  // without an issue nothing is seen: then it is every field that the project declares
  const seenOrDeclared = seen.size > 0 ? seen : byId(project.issue_custom_fields);
  const listed = full.size > 0 ? byId([...full.values()].map(({ id, name }) => ({ id, name }))) : seenOrDeclared;
  const unclear = full.size > 0 ? [] : [...listed.keys()];
  const incomplete = !declaresAll(project.issue_custom_fields, [...seen.values()]);
  const filters = unclear.length > 0 || incomplete ? await filtersOf(project, unclear, redmine) : undefined;
  if (incomplete && !tracker)
    for (const { id, name } of filters?.values() ?? []) listed.set(id, listed.get(id) ?? { id, name });

  const fields = [...listed.values()].map((field) => ({
    ...field,
    ...trackersOf(field.id, issues, project.trackers),
    ...described(full.get(field.id), filters?.get(field.id)),
  }));
  // where every tracker was seen, what is not seen are fields that this user does not see
  const sawEveryTracker = project.trackers.every(({ id }) => issues.has(id));
  const others = byId([...(sawEveryTracker ? [] : project.issue_custom_fields), ...seen.values()]);
  const timeFields = forms.find((form) => form.timeFields.length > 0)?.timeFields ?? [];
  rememberTimeForm(project, timeFields, redmine);
  return { fields, others: [...others.values()].filter(({ id }) => !listed.has(id)), timeFields };
}

function byId(fields: readonly Named[]): Map<number, Named> {
  return new Map(fields.map((field) => [field.id, field]));
}

/** The newest issue of each tracker, by tracker id. */
async function newestIssues(
  { id }: Project,
  tracker: Named | undefined,
  redmine: RedmineReader,
): Promise<Map<number, IssueOfTracker>> {
  const query = {
    project_id: id,
    subproject_id: "!*",
    status_id: "*",
    sort: "id:desc", // young issues have short pages
    ...(tracker ? { tracker_id: tracker.id, limit: 1 } : { limit: looked }),
  };
  const what = "the newest issues";
  const list = await unless(["forbidden"], redmine.get(path`issues.json`, newest, { what, query }));
  const ofTracker = new Map<number, IssueOfTracker>();
  for (const issue of list?.issues ?? []) {
    if (!ofTracker.has(issue.tracker.id)) ofTracker.set(issue.tracker.id, issue);
  }
  return ofTracker;
}

/** The forms that tell most fields: of the tracker with most, then of the one with most that the first does not tell. */
async function readForms(
  project: Project,
  issues: ReadonlyMap<number, IssueOfTracker>,
  redmine: RedmineReader,
): Promise<TrackerFields[]> {
  const forms: TrackerFields[] = [];
  const formFieldIds = new Set<number>();
  const remaining = new Map(issues);

  while (forms.length < mostForms && remaining.size > 0) {
    const news = ({ custom_fields }: IssueOfTracker) => custom_fields.filter(({ id }) => !formFieldIds.has(id)).length;
    const [best] = [...remaining].toSorted(([, one], [, other]) => news(other) - news(one));
    if (!best || (forms.length > 0 && news(best[1]) === 0)) break;
    const [id, issue] = best;
    remaining.delete(id);
    const form = await trackerFields(project, { id }, redmine, issue);
    if (!form) break;
    forms.push(form);
    for (const field of form.fields) formFieldIds.add(field.id);
    if (form.bytes > smallPage || form.required === undefined) break; // without a form here, there is none elsewhere
  }

  return forms;
}

/** Filters stand in for forms; without them the fields have names only. */
async function filtersOf(
  { id }: Project,
  fieldIds: readonly number[],
  redmine: RedmineReader,
): Promise<ReadonlyMap<number, FieldFilter> | undefined> {
  return unless(["unavailable", "too_large"], fieldFilters(id, fieldIds.slice(0, mostFilters), redmine));
}

function isFull(field: TrackerFields["fields"][number]): field is FormField {
  return field.format !== undefined;
}

function trackersOf(id: number, issues: ReadonlyMap<number, IssueOfTracker>, trackers: readonly Named[]) {
  const seenTrackers = trackers.filter((tracker) => issues.has(tracker.id));
  const having = seenTrackers.filter((tracker) =>
    issues.get(tracker.id)?.custom_fields.some((field) => field.id === id),
  );
  return {
    trackers: having.map(({ name }) => name),
    otherTrackers: seenTrackers.filter((tracker) => !having.includes(tracker)).map(({ name }) => name),
  };
}

function described(form: FormField | undefined, filter: FieldFilter | undefined) {
  return {
    format: form?.format ?? (filter && formatOf(filter.type)),
    required: form?.required,
    multiple: form?.multiple,
    values: form?.values ?? filter?.values ?? [],
  };
}

/** A filter's kind in the words of a form. */
function formatOf(type: string): string {
  if (type === "integer") return "int";
  return type.startsWith("list") ? "list" : type;
}

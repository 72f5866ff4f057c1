import type { RedmineReader } from "./client.ts";
import { declaresAll } from "./custom-fields.ts";
import { unless } from "./failure.ts";
import { type FieldFilter, fieldFilters, type PageFilter } from "./filters.ts";
import { type FormField, type TrackerFields, trackerFields } from "./issue-form.ts";
import type { Named } from "./values.ts";

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

const maxTrackers = 6; // two requests each

/** Fields with formats, values and trackers: from the forms of the newest issues, else from the filters of the list. */
export async function fieldGuide(
  project: { id: number; trackers: readonly Named[]; issue_custom_fields: readonly Named[] },
  redmine: RedmineReader,
): Promise<GuidedField[]> {
  const asked = project.trackers.slice(0, maxTrackers);
  const known = await Promise.all(
    asked.map(async (tracker) => ({ tracker, fields: await trackerFields(project, tracker, redmine) })),
  );

  const seen = known.flatMap(({ fields }) => fields?.fields ?? []);
  const complete = declaresAll(project.issue_custom_fields, seen);
  const told = new Map([...project.issue_custom_fields, ...seen].map(({ id, name }) => [id, { id, name }]));
  const forms = new Map(seen.filter(isFull).map((field) => [field.id, field]));
  const filters =
    complete && [...told.keys()].every((id) => forms.has(id))
      ? new Map<number, FieldFilter>()
      : ((await unless(["unavailable", "too_large"], fieldFilters(project.id, [...told.keys()], redmine))) ??
        new Map());
  const more = complete ? [] : [...filters.values()].map(({ id, name }) => [id, { id, name }] as const);
  const all = new Map([...more, ...told]);

  return [...all.values()].map((field) => ({
    ...field,
    ...trackersOf(field.id, known),
    ...described(forms.get(field.id), filters.get(field.id)),
  }));
}

function isFull(field: TrackerFields["fields"][number]): field is FormField {
  return field.format !== undefined;
}

function trackersOf(id: number, known: readonly { tracker: Named; fields: TrackerFields | undefined }[]) {
  const told = known.filter(({ fields }) => fields !== undefined);
  const having = told.filter(({ fields }) => fields?.fields.some((field) => field.id === id));
  const others = told.filter((tracker) => !having.includes(tracker));
  return {
    trackers: having.map(({ tracker }) => tracker.name),
    otherTrackers: others.map(({ tracker }) => tracker.name),
  };
}

function described(form: FormField | undefined, filter: PageFilter | undefined) {
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

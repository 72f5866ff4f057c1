import type { NameOf, NumberedJournal } from "../../format/history.ts";
import { references } from "../../format/journal-changes.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { fieldValueNames } from "../../redmine/custom-field-names.ts";
import { declaredIn, fieldsOf } from "../../redmine/custom-fields.ts";
import { unless } from "../../redmine/failure.ts";
import { trackerFields } from "../../redmine/issue-form.ts";
import type { Issue } from "../../redmine/issues.ts";
import { priorities, statuses, trackers } from "../../redmine/lists.ts";
import { entries } from "../../redmine/named-list.ts";
import { membersOf, personName } from "../../redmine/people.ts";
import { projectsById } from "../../redmine/projects.ts";
import type { Named } from "../../redmine/values.ts";
import { categoriesOf, versionsOf } from "../../redmine/versions.ts";
import { type KnownField, valueLabel } from "../custom-field-values.ts";

type Names = Map<string, string>;
type IdsByField = Map<string, Set<string>>;

const maxPeople = 10; // people who left the project are asked for one by one

/** The names behind the ids in these entries. Most stand in the issue itself; only lists that are needed are asked for. */
export async function namesInHistory(
  issue: Issue,
  shown: readonly NumberedJournal[],
  redmine: RedmineReader,
): Promise<NameOf> {
  const names = namesIn(issue);
  const missingIds = missing(shown, names);
  const fields = fieldValueNames([issue], redmine);

  const lookups = [...missingIds].map(async ([column, ids]) => {
    // a list that this person may not see leaves ids without a name; the issue is still worth reading
    const rows = await unless(["forbidden", "not_found"], namesOf(column, ids, issue, redmine));
    for (const { id, name } of rows ?? []) names.set(`${column} ${id}`, name);
    if (column === "assigned_to_id" || column === "author_id") await people(column, ids, names, redmine);
  });
  const [values] = await Promise.all([fields, ...lookups]);

  const currentName: NameOf = (column, id) =>
    column.startsWith("field ") ? values.names.get(fieldOf(column))?.get(id) : names.get(`${column} ${id}`);
  const former = formerIds(shown).some(([field, id]) => !values.plain.has(field) && !values.names.get(field)?.has(id));
  if (!former) return currentName;

  const form = await trackerFields(issue.project, issue.tracker, redmine);
  const formFields = form?.fields ?? [];
  return (column, id) => currentName(column, id) ?? labelIn(formFields, column, id) ?? unknown(formFields, column, id);
}

function fieldOf(column: string): number {
  return Number(column.slice("field ".length));
}

/** What custom fields held before may be ids too, and only the form knows the names of those that no issue holds now. */
function formerIds(shown: readonly NumberedJournal[]): [field: number, id: string][] {
  const changes = shown.flatMap(({ journal }) => journal.details).filter(({ property }) => property === "cf");
  return changes.flatMap(({ name, old_value, new_value }) =>
    [old_value, new_value].flatMap((value): [number, string][] =>
      value && /^\d{1,10}$/.test(value) ? [[Number(name), value]] : [],
    ),
  );
}

/** A number where others have names: of somebody who is locked or gone, or of a deleted version. */
function unknown(fields: readonly KnownField[], column: string, id: string): string | undefined {
  if (!column.startsWith("field ") || !/^\d{1,10}$/.test(id)) return undefined;
  const values = fields.find((each) => each.id === fieldOf(column))?.values ?? [];
  const isId = values.some(({ label, value }) => label !== value) && values.every(({ value }) => /^\d+$/.test(value));
  return isId ? `id ${id} (name unknown)` : undefined;
}

function labelIn(fields: readonly KnownField[], column: string, id: string): string | undefined {
  if (!column.startsWith("field ")) return undefined;
  const field = fields.find((each) => each.id === fieldOf(column));
  if (field?.format !== "bool" && !field?.values?.some(({ value }) => value === id)) return undefined;
  return valueLabel(field, id);
}

function namesIn(issue: Issue): Names {
  const { project, tracker, status, priority, category, fixed_version, custom_fields } = issue;
  const people = [
    issue.author,
    issue.assigned_to,
    ...(issue.watchers ?? []),
    ...(issue.journals ?? []).map(({ user }) => user),
  ];
  const lists: [string, Named | undefined][] = [
    ["project_id", project],
    ["tracker_id", tracker],
    ["priority_id", priority],
    ["category_id", category],
    ["fixed_version_id", fixed_version],
    ...[status, ...(issue.allowed_statuses ?? [])].map((entry): [string, Named] => ["status_id", entry]),
    ...custom_fields.map((field): [string, Named] => ["field", field]),
    ...people.flatMap((person): [string, Named | undefined][] => [
      ["assigned_to_id", person],
      ["author_id", person],
    ]),
  ];
  return new Map(lists.flatMap(([column, entry]) => (entry ? [[`${column} ${entry.id}`, entry.name]] : [])));
}

function missing(shown: readonly NumberedJournal[], names: Names): IdsByField {
  const missingIds: IdsByField = new Map();
  const want = (column: string, id: string | null | undefined) => {
    if (!id || names.has(`${column} ${id}`)) return;
    missingIds.set(column, (missingIds.get(column) ?? new Set()).add(id));
  };

  for (const { property, name, old_value, new_value } of shown.flatMap(({ journal }) => journal.details)) {
    if (property === "cf") want("field", name);
    if (property !== "attr" || !references.some((column) => column === name)) continue;
    want(name, old_value);
    want(name, new_value);
  }

  return missingIds;
}

async function namesOf(
  column: string,
  ids: ReadonlySet<string>,
  { project }: Issue,
  redmine: RedmineReader,
): Promise<readonly Named[]> {
  switch (column) {
    case "status_id":
      return entries(statuses, redmine);
    case "tracker_id":
      return entries(trackers, redmine);
    case "priority_id":
      return entries(priorities, redmine);
    case "category_id":
      return entries(categoriesOf(project), redmine);
    case "fixed_version_id":
      return entries(versionsOf(project), redmine);
    case "project_id":
      return [...(await projectsById([...ids].map(Number), redmine)).values()];
    case "field": {
      const declared = await entries(declaredIn(project), redmine);
      const isDeclared = (id: string) => declared.some((field) => String(field.id) === id);
      return [...ids].every(isDeclared) ? declared : fieldsOf(project, redmine);
    }
    default:
      return entries(membersOf(project), redmine);
  }
}

async function people(column: string, ids: ReadonlySet<string>, names: Names, redmine: RedmineReader) {
  const left = [...ids].filter((id) => !names.has(`${column} ${id}`)).slice(0, maxPeople);
  const rows = await Promise.all(left.map((id) => personName(Number(id), redmine)));
  for (const [at, id] of left.entries()) {
    const name = rows[at];
    if (name !== undefined) names.set(`${column} ${id}`, name);
  }
}

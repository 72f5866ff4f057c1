import type { RedmineReader } from "./client.ts";
import { attachmentAnswer } from "./content.ts";
import { readCsv } from "./csv.ts";
import { pageMissing, unless } from "./failure.ts";
import { fieldFilters } from "./filters.ts";
import { trackerFields } from "./issue-form.ts";
import { path } from "./path.ts";
import { type CustomValue, type Named, valuesOf } from "./values.ts";
import { yesNoLabel } from "./yes-no.ts";

/** What stands behind the ids in custom fields: field id → stored value → what Redmine's pages show. */
export interface FieldValueNames {
  names: ReadonlyMap<number, ReadonlyMap<string, string>>;
  /** Fields whose numbers are just numbers, or of which nobody can tell. */
  plain: ReadonlySet<number>;
}

interface Known extends FieldValueNames {
  names: Map<number, Map<string, string>>;
  plain: Set<number>;
  /** Fields that hold no files. */
  noFiles: Set<number>;
}

interface Holder {
  id: number;
  project?: Named;
  tracker?: Named;
  custom_fields: readonly CustomValue[];
}

const maxIssues = 100; // a page of a list; their numbers make a query of under 1 kB
const maxFieldsAsked = 10;

/**
 * The JSON API gives people, versions and key/value entries in custom fields as bare ids, and only administrators may ask
 * which fields those are. Redmine's own CSV of the same issues has the names: one small export tells them, and whether a
 * number is just a number. A cell with several names is not split, because names may hold commas: the field's filter, or
 * the issue form, says which name each id has. Without the export the numbers stay as they are.
 */
export async function fieldValueNames(issues: readonly Holder[], redmine: RedmineReader): Promise<FieldValueNames> {
  const learned = await redmine.lookups.get<Known>("field values", async () => ({
    names: new Map(),
    plain: new Set(),
    noFiles: new Set(),
  }));
  const withIds = issues
    .filter((issue) => issue.custom_fields.some((field) => mayBeIds(field, learned)))
    .slice(0, maxIssues);
  const ids = new Set(
    withIds.flatMap((issue) => issue.custom_fields.filter((f) => mayBeIds(f, learned)).map(({ id }) => id)),
  );
  if (ids.size === 0) return learned;

  const rows = await exported(withIds, [...ids], redmine);
  const several: [Holder, CustomValue][] = [];
  for (const issue of withIds) {
    for (const field of issue.custom_fields.filter(({ id }) => ids.has(id))) {
      const isOne = learn(field, rows.get(issue.id)?.get(field.id), learned);
      if (!isOne) several.push([issue, field]);
    }
  }
  await Promise.all(
    several.slice(0, maxFieldsAsked).map(([issue, field]) => learnLabels(issue, field, learned, redmine)),
  );
  await numberFiles(withIds, learned, redmine);

  return learned;
}

/** Text that is all digits may be an id; what was asked once is not asked again. */
function mayBeIds(field: CustomValue, { names, plain }: FieldValueNames): boolean {
  const values = valuesOf(field);
  if (values.length === 0 || plain.has(field.id)) return false;
  return values.every((value) => /^\d{1,10}$/.test(value)) && values.some((value) => !names.get(field.id)?.has(value));
}

/** Whether the cell says all there is: not where it holds several names. */
function learn(field: CustomValue, shown: string | undefined, { names, plain }: Known): boolean {
  const stored = valuesOf(field);
  // the export sorts several values by what is stored
  if (!shown || shown === stored.toSorted().join(", ") || shown === stored.join(", ")) {
    plain.add(field.id);
    return true;
  }
  const [value] = stored;
  if (stored.length > 1 || value === undefined) return false;
  names.set(field.id, (names.get(field.id) ?? new Map<string, string>()).set(value, yesNoLabel(value, shown) ?? shown));
  return true;
}

/**
 * Fields that hold files show their names; get_attachment needs the number. A version “v1.x” looks like a file's name too,
 * and a file may be called LICENSE: such a field is tried by one of its values.
 */
async function numberFiles(issues: readonly Holder[], known: Known, redmine: RedmineReader): Promise<void> {
  const { names, noFiles } = known;
  const fields = issues.flatMap(({ custom_fields }) => custom_fields);
  const all = fields.flatMap((field) => valuesOf(field).map((value) => [field.id, value] as const));
  const values = [...new Map(all.map((each) => [each.join(), each])).values()];
  const nameOf = ([field, value]: readonly [number, string]) => names.get(field)?.get(value) ?? "";

  const named = values.filter((each) => hasExtension.test(nameOf(each)));
  const first = new Map(values.flatMap((each) => (isOneWord.test(nameOf(each)) ? [[each[0], each] as const] : [])));
  for (const [field] of named) first.delete(field);
  const tried = [...first.values()].filter(([field]) => !noFiles.has(field)).slice(0, maxFieldsTried);
  const files = new Set<number>();
  const number = async (each: readonly [number, string]) => {
    const [field, id] = each;
    const get = redmine.get(path`attachments/${id}.json`, attachmentAnswer, { what: `attachment ${id}` });
    const name = (await unless(pageMissing, get))?.attachment.filename;
    if (name === undefined || name !== nameOf(each)) return;
    names.get(field)?.set(id, `${name} (id ${id})`);
    files.add(field);
  };
  await Promise.all([...named.slice(0, maxFieldsAsked), ...tried].map(number));
  for (const [field] of tried) if (!files.has(field)) noFiles.add(field);
  const others = values.filter((each) => files.has(each[0]) && isOneWord.test(nameOf(each)));
  await Promise.all(others.slice(0, maxFieldsAsked).map(number));
}

const hasExtension = /\.[a-z]\w{0,7}$/i;
const isOneWord = /^[^\s,]+$/;
const maxFieldsTried = 3;

/** The names of a field with several values, from the values that its filter or the issue form offers. */
async function learnLabels(issue: Holder, field: CustomValue, { names }: Known, redmine: RedmineReader): Promise<void> {
  const ofField = names.get(field.id) ?? new Map<string, string>();
  names.set(field.id, ofField);
  const unknown = () => valuesOf(field).some((value) => !ofField.has(value));
  const add = (choices: readonly { label: string; value: string }[]) => {
    for (const { label, value } of choices) if (!ofField.has(value)) ofField.set(value, label);
  };

  const { project } = issue;
  const choices = await filterChoices(field.id, project, redmine);
  // a filter has all its versions as “Project - 1.0”, where everything else says 1.0
  const prefix = choices.every(({ label }) => label.includes(" - ")) ? `${project?.name} - ` : "";
  add(
    choices.map(({ label, value }) => ({
      label: label.startsWith(prefix) ? label.slice(prefix.length) : label,
      value,
    })),
  );
  if (!unknown() || !issue.project || !issue.tracker) return;
  const form = await trackerFields(issue.project, issue.tracker, redmine);
  add(form?.fields.find(({ id }) => id === field.id)?.values ?? []);
}

/** Empty where the field is no filter or the list's page does not tell it. */
async function filterChoices(fieldId: number, project: Named | undefined, redmine: RedmineReader) {
  if (!project) return [];
  const reading = fieldFilters(project.id, [fieldId], redmine);
  const filters = await unless([...pageMissing, "too_large"], reading);
  return filters?.get(fieldId)?.values ?? [];
}

/** Issue id → field id → text. */
async function exported(
  issues: readonly Holder[],
  fieldIds: readonly number[],
  redmine: RedmineReader,
): Promise<Map<number, Map<number, string>>> {
  const query = {
    issue_id: issues.map(({ id }) => id).join(","),
    status_id: "*",
    "c[]": ["id", ...fieldIds.map((id) => `cf_${id}`)],
  };
  const csv = readCsv(path`issues.csv`, "the names in custom fields", query, redmine);
  const [titles = [], ...rows] = (await unless(["not_redmine", "too_large"], csv)) ?? [];
  if (titles.length !== fieldIds.length + 1) return new Map(); // Redmine leaves out columns that it does not have
  return new Map(rows.map((row) => [Number(row[0]), new Map(fieldIds.map((id, at) => [id, row[at + 1] ?? ""]))]));
}

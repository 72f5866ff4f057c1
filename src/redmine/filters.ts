import { setImmediate as otherWork } from "node:timers/promises";
import { z } from "zod";
import { answerLimits } from "../json.ts";
import { readLongJson } from "../long-json.ts";
import type { RedmineReader } from "./client.ts";
import { failureOf, RedmineFailure, unless } from "./failure.ts";
import { limits } from "./limits.ts";
import { byName } from "./named-list.ts";
import { type Path, path } from "./path.ts";
import type { Query } from "./send.ts";
import { customValue, valuesOf } from "./values.ts";

export interface PageFilter {
  name: string;
  /** Redmine's word for the kind of filter: string, text, date, integer, float, list, list_optional… */
  type: string;
  /** What may be chosen: `value` is what Redmine wants to be sent (an id for people, versions and key/value fields). */
  values?: readonly FilterValue[] | undefined;
  /** The values are people: “me” is one of them. */
  people?: true;
}

export interface FilterValue {
  label: string;
  value: string;
  /** The heading that it stands under: "active" or "locked" in the person's language. */
  group?: string;
}

const maxPageBytes = limits.filterPageBytes;
const filters = z.record(
  z.string(),
  z.object({ type: z.string(), name: z.string(), values: z.array(z.unknown()).nullish().catch(undefined) }),
);

/**
 * The filters of one of Redmine's list pages, which it draws from JSON in the page. They tell everybody what the REST API
 * shows to administrators only: the people there are and the values of custom fields. Values come for the filters that the
 * query uses. Undefined where there is no such page for this user or it has no filters. A page that fails or is too long
 * throws: it must not look like a list of nothing.
 */
export async function pageFilters(
  redmine: RedmineReader,
  page: Path,
  used: Query,
): Promise<ReadonlyMap<string, PageFilter> | undefined> {
  const what = "the filters of the list";
  const answer = await unless(
    ["forbidden", "not_found", "not_redmine", "invalid"],
    redmine.download(page, {
      what,
      maxBytes: maxPageBytes,
      query: { set_filter: 1, issue_id: 0, ...used }, // no issue is 0: the list itself stays empty
    }),
  );
  if (answer?.cut) throw new RedmineFailure({ reason: "too_large", what, maxBytes: maxPageBytes });
  const text = answer && scriptValue(new TextDecoder().decode(answer.bytes), "availableFilters");
  const json = text === undefined ? undefined : await readLongJson([Buffer.from(text)], answerLimits);
  if (!json) return undefined;
  if ("value" in json) return read(json.value);
  if (json.problem === "overgrown") throw new RedmineFailure({ reason: "too_large", what, maxBytes: maxPageBytes });
  return undefined;
}

/** In turns with other work: a field may have thousands of people to choose from. */
async function read(json: unknown): Promise<Map<string, PageFilter> | undefined> {
  const parsed = filters.safeParse(json);
  if (!parsed.success) return undefined;

  const read = new Map<string, PageFilter>();
  for (const [key, { type, name, values }] of Object.entries(parsed.data)) {
    if (values && values.length > longList) await otherWork();
    const choices = values?.every(isEntry) ? { values: values.flatMap(choice) } : {};
    const people = values?.some((entry) => Array.isArray(entry) && entry[1] === "me");
    read.set(key, { type, name, ...choices, ...(people && { people }) });
  }
  return read;
}

type Entry = string | [string | null, ...(string | null)[]];
const longList = 500;

// by hand: a schema takes a hundred times as long for each entry
function isEntry(entry: unknown): entry is Entry {
  if (typeof entry === "string") return true;
  return Array.isArray(entry) && entry.length > 0 && entry.every((part) => part === null || typeof part === "string");
}

/** "High", ["<< me >>", "me"], ["Alice Archer", "5", "active"] */
function choice(entry: Entry): FilterValue[] {
  const [label, sent = label, group] = typeof entry === "string" ? [entry] : entry;
  if (!label || !sent || sent === "me") return [];
  return [group ? { label, value: sent, group } : { label, value: sent }];
}

/** What a script of the page gives to a variable, on one line; empty where it does not. */
function scriptValue(html: string, name: string): string {
  const assignment = `var ${name} = `;
  const begin = html.indexOf(assignment);
  if (begin < 0) return "";
  const end = html.indexOf("\n", begin);
  return html
    .slice(begin + assignment.length, end < 0 ? undefined : end)
    .trim()
    .replace(/;$/, "");
}

/** What the filters of a project's issue list tell of a custom field; only fields “used as a filter” have one. */
export interface FieldFilter extends PageFilter {
  id: number;
}

const fieldsPerPage = 50; // Redmine keeps the query of a page in its cookie of 4 kB and fails above about 80 fields

/**
 * All filters of custom fields by field id; those of `fieldIds` with the values that may be chosen. Undefined where
 * Redmine's page does not tell this user.
 */
export function fieldFilters(
  projectId: number,
  fieldIds: readonly number[],
  redmine: RedmineReader,
): Promise<ReadonlyMap<number, FieldFilter> | undefined> {
  const kind = `field-filters:${projectId}:${fieldIds.join(",")}`;
  return redmine.lookups
    .get(kind, async () => ({ filters: await filtersWith(fieldIds, projectId, redmine) }))
    .then(({ filters }) => filters);
}

async function filtersWith(fieldIds: readonly number[], projectId: number, redmine: RedmineReader) {
  const pages = Math.max(1, Math.ceil(fieldIds.length / fieldsPerPage));
  const all = new Map<number, FieldFilter>();

  for (let page = 0; page < pages; page += 1) {
    const ids = fieldIds.slice(page * fieldsPerPage, (page + 1) * fieldsPerPage);
    const used = Object.fromEntries(ids.map((id) => [`cf_${id}`, "*"]));
    const filters = await pageFilters(redmine, path`projects/${projectId}/issues.html`, used);
    if (!filters) return undefined;
    for (const [key, filter] of filters) {
      const id = fieldIdOf(key);
      if (id && (filter.values || !all.has(id))) all.set(id, { id, ...filter });
    }
  }

  return all;
}

function fieldIdOf(key: string): number | undefined {
  const [, digits] = /^cf_(\d+)$/.exec(key) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** A custom field by which issues of all projects can be filtered, with its values; undefined where there is none. */
export async function filterFieldOfAll(
  input: string,
  redmine: RedmineReader,
): Promise<(PageFilter & { id: number }) | undefined> {
  const { filters } = await redmine.lookups.get("filters of all issues", async () => ({
    filters: await pageFilters(redmine, path`issues.html`, {}),
  }));
  const fields = [...(filters ?? [])].flatMap(([key, { name }]) => {
    const id = fieldIdOf(key);
    return id ? [{ id, name }] : [];
  });
  const [field] = byName(input, fields);
  if (!field) return undefined;

  const key = `cf_${field.id}`;
  const used = await redmine.lookups.get(`filter of all issues:${key}`, async () => ({
    filters: await pageFilters(redmine, path`issues.html`, { [key]: "*" }),
  }));
  const filter = used.filters?.get(key);
  return filter && { ...filter, id: field.id };
}

const counted = z.object({ total_count: z.number() });
const impossible = "no issue has this value"; // no list has it, and no number or date is written so

/**
 * Whether Redmine filters issues by a custom field. It ignores a filter that it does not take and answers with everything,
 * so it is asked for a value that no issue has.
 */
export async function filterWorks(fieldId: number, projectId: number, redmine: RedmineReader): Promise<boolean> {
  const { works } = await redmine.lookups.get(`filter works:${projectId}:${fieldId}`, async () => {
    const query = { project_id: projectId, status_id: "*", limit: 1, [`cf_${fieldId}`]: `=${impossible}` };
    try {
      const { total_count } = await redmine.get(path`issues.json`, counted, { what: "the list of issues", query });
      return { works: total_count === 0 };
    } catch (error) {
      if (failureOf(error)?.reason === "invalid") return { works: true }; // "is not a number": it looked at the value
      throw error;
    }
  });
  return works;
}

const holders = z.object({ issues: z.array(z.object({ custom_fields: z.array(customValue).default([]) })) });

/** Whether an issue has a number in this field: people, versions and key/value entries are stored as numbers. */
export async function holdsNumbers(fieldId: number, projectId: number, redmine: RedmineReader): Promise<boolean> {
  const { numbers } = await redmine.lookups.get(`field holds numbers:${projectId}:${fieldId}`, async () => {
    const query = { project_id: projectId, status_id: "*", limit: 5, [`cf_${fieldId}`]: "*" };
    const { issues } = await redmine.get(path`issues.json`, holders, { what: "the list of issues", query });
    const values = issues.flatMap(({ custom_fields }) =>
      custom_fields.filter(({ id }) => id === fieldId).flatMap(valuesOf),
    );
    return { numbers: values.some((value) => /^\d+$/.test(value)) };
  });
  return numbers;
}

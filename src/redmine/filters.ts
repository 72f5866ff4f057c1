import { z } from "zod";
import type { RedmineReader } from "./client.ts";
import { failureOf, pageMissing, unless } from "./failure.ts";
import { byName } from "./named-list.ts";
import { type Path, path } from "./path.ts";
import type { Query } from "./send.ts";

export interface PageFilter {
  name: string;
  /** Redmine's word for the kind of filter: string, text, date, integer, float, list, list_optional… */
  type: string;
  /** What may be chosen: `value` is what Redmine wants to be sent (an id for people, versions and key/value fields). */
  values?: readonly { label: string; value: string }[] | undefined;
}

const maxPageBytes = 4_000_000;
const value = z.union([z.string(), z.array(z.string().nullable()).min(1)]);
const filters = z.record(
  z.string(),
  z.object({ type: z.string(), name: z.string(), values: z.array(value).nullish().catch(undefined) }),
);

/**
 * The filters of one of Redmine's list pages, which it draws from JSON in the page. They tell everybody what the REST API
 * shows to administrators only: the people there are and the values of custom fields. Values come for the filters that the
 * query uses. Empty where the page does not tell.
 */
export async function pageFilters(
  redmine: RedmineReader,
  page: Path,
  used: Query,
): Promise<ReadonlyMap<string, PageFilter>> {
  const answer = await unless(
    pageMissing,
    redmine.download(page, {
      what: "the filters of the list",
      maxBytes: maxPageBytes,
      query: { set_filter: 1, issue_id: 0, ...used }, // no issue is 0: the list itself stays empty
    }),
  );
  return answer ? read(new TextDecoder().decode(answer.bytes)) : new Map();
}

function read(html: string): Map<string, PageFilter> {
  const [, json = ""] = /^\s*var availableFilters = (\{.*\});\s*$/m.exec(html) ?? [];
  const parsed = filters.safeParse(jsonOf(json));
  if (!parsed.success) return new Map();

  return new Map(
    Object.entries(parsed.data).map(([key, { type, name, values }]) => [
      key,
      { type, name, ...(values && { values: values.flatMap(choice) }) },
    ]),
  );
}

/** "High", ["<< me >>", "me"], ["Alice Archer", "5", "active"] */
function choice(entry: z.output<typeof value>): { label: string; value: string }[] {
  const [label, sent = label] = typeof entry === "string" ? [entry] : entry;
  if (!label || !sent || sent === "me") return [];
  return [{ label, value: sent }];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the filters of a project's issue list tell of a custom field; only fields “used as a filter” have one. */
export interface FieldFilter extends PageFilter {
  id: number;
}

const maxFields = 200;

/** By field id, with the values that may be chosen. */
export function fieldFilters(
  projectId: number,
  fieldIds: readonly number[],
  redmine: RedmineReader,
): Promise<ReadonlyMap<number, FieldFilter>> {
  return redmine.lookups.get(`field-filters:${projectId}`, async () => {
    const filters = await filtersWith(fieldIds, projectId, redmine);
    // Redmine before 5.1 declares fewer fields than it filters by; the others come without values until they are named
    const bare = [...filters.values()].some(
      ({ id, type, values }) => type.startsWith("list") && !values && !fieldIds.includes(id),
    );
    return bare ? await filtersWith([...filters.keys()], projectId, redmine) : filters;
  });
}

async function filtersWith(fieldIds: readonly number[], projectId: number, redmine: RedmineReader) {
  const used = Object.fromEntries(fieldIds.slice(0, maxFields).map((id) => [`cf_${id}`, "*"]));
  const filters = await pageFilters(redmine, path`projects/${projectId}/issues.html`, used);
  return new Map(
    [...filters].flatMap(([key, filter]) => {
      const id = Number(/^cf_(\d+)$/.exec(key)?.[1]);
      return id ? [[id, { id, ...filter }] as const] : [];
    }),
  );
}

/** A custom field by which issues of all projects can be filtered, with its values; undefined where there is none. */
export async function filterFieldOfAll(
  given: string,
  redmine: RedmineReader,
): Promise<(PageFilter & { id: number }) | undefined> {
  const filters = await redmine.lookups.get("filters of all issues", () => pageFilters(redmine, path`issues.html`, {}));
  const fields = [...filters].flatMap(([key, { name }]) => {
    const id = Number(/^cf_(\d+)$/.exec(key)?.[1]);
    return id ? [{ id, name }] : [];
  });
  const [field] = byName(given, fields);
  if (!field) return undefined;

  const key = `cf_${field.id}`;
  const used = await redmine.lookups.get(`filter of all issues:${key}`, () =>
    pageFilters(redmine, path`issues.html`, { [key]: "*" }),
  );
  const filter = used.get(key);
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

import { z } from "zod";
import type { RedmineReader } from "../client.ts";
import { path } from "../path.ts";
import { unless } from "../unless.ts";
import type { Lookups } from "./lookups.ts";

/** What the filters of a project's issue list tell of a custom field; only fields “used as a filter” have one. */
export interface FieldFilter {
  id: number;
  name: string;
  /** Redmine's word for the kind of filter: string, text, date, integer, float, list, list_optional… */
  type: string;
  /** What may be chosen: `value` is what Redmine wants to be sent (an id for people, versions and key/value fields). */
  values?: readonly { label: string; value: string }[] | undefined;
}

const maxPageBytes = 2_000_000;
const value = z.union([z.string(), z.array(z.string().nullable()).min(1)]);
const filters = z.record(
  z.string(),
  z.object({ type: z.string(), name: z.string(), values: z.array(value).nullish().catch(undefined) }),
);

/**
 * The REST API shows a field's values to administrators only. The page of the issue list has them for everybody who may
 * see it, as JSON in its filter form, for those fields that the request filters by. Empty where the page does not tell.
 */
export function fieldFilters(
  projectId: number,
  fieldIds: readonly number[],
  redmine: RedmineReader,
  lookups: Lookups,
): Promise<ReadonlyMap<number, FieldFilter>> {
  return lookups.get(`field-filters:${projectId}`, async () => {
    const chosen = Object.fromEntries(fieldIds.slice(0, 200).map((id) => [`cf_${id}`, "*"]));
    const page = await unless(
      ["forbidden", "not_found", "not_redmine", "invalid"],
      redmine.download(path`projects/${projectId}/issues.html`, {
        what: "the filters of the project",
        maxBytes: maxPageBytes,
        query: { set_filter: 1, issue_id: 0, ...chosen }, // no issue is 0: the list itself stays empty
      }),
    );
    return page ? readFilters(new TextDecoder().decode(page.bytes)) : new Map();
  });
}

function readFilters(html: string): Map<number, FieldFilter> {
  const [, json] = /^\s*var availableFilters = (\{.*\});\s*$/m.exec(html) ?? [];
  const parsed = filters.safeParse(jsonOf(json ?? ""));
  if (!parsed.success) return new Map();

  return new Map(
    Object.entries(parsed.data).flatMap(([key, { type, name, values }]) => {
      const id = Number(/^cf_(\d+)$/.exec(key)?.[1]);
      return id ? [[id, { id, name, type, ...(values && { values: values.flatMap(choice) }) }] as const] : [];
    }),
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

import { z } from "zod";
import type { RedmineReader } from "../client.ts";
import type { Path } from "../path.ts";
import type { Query } from "../send.ts";
import { pageMissing, unless } from "../unless.ts";

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

import type { RedmineReader } from "../client.ts";
import type { Lookups } from "./lookups.ts";
import { ambiguousName, unknownName } from "./refusal.ts";

/** A list of names that fits in memory whole. */
export interface NamedList<T extends { id: number; name: string }> {
  /** Where it is cached: "trackers", "versions:12". */
  kind: string;
  /** What one of them is called: "tracker", "version of Alpha". */
  what: string;
  load(redmine: RedmineReader): Promise<readonly T[]>;
  /** What tells two of the same name apart, beside the number. */
  detail?(entry: T): string | undefined;
  /** What else may be wrong when a name is not there. */
  hint?: string;
}

export function entries<T extends { id: number; name: string }>(
  list: NamedList<T>,
  redmine: RedmineReader,
  lookups: Lookups,
): Promise<readonly T[]> {
  return lookups.get(list.kind, () => list.load(redmine));
}

/** A number is an id. A text is a name, else the digits of an id. Throws LookupRefusal. */
export async function choose<T extends { id: number; name: string }>(
  list: NamedList<T>,
  given: string | number,
  redmine: RedmineReader,
  lookups: Lookups,
): Promise<T> {
  const found = await find(list, given, redmine, lookups);
  if (found) return found;
  const known = await entries(list, redmine, lookups);
  throw unknownName({
    kind: list.what,
    given,
    names: [...new Set(known.map(({ name }) => name))],
    ...(list.hint && { hint: list.hint }),
  });
}

/** As `choose`, but undefined where nothing fits. What is not found is looked for once more in a newer list. */
export async function find<T extends { id: number; name: string }>(
  list: NamedList<T>,
  given: string | number,
  redmine: RedmineReader,
  lookups: Lookups,
): Promise<T | undefined> {
  let fresh = false;
  const load = () => {
    fresh = true;
    return list.load(redmine);
  };

  const found = findIn(list, given, await lookups.get(list.kind, load));
  if (found || fresh) return found;
  lookups.forget(list.kind);
  return findIn(list, given, await lookups.get(list.kind, load));
}

function findIn<T extends { id: number; name: string }>(
  list: NamedList<T>,
  given: string | number,
  known: readonly T[],
): T | undefined {
  if (typeof given === "number") return known.find(({ id }) => id === given);

  const fitting = byName(given, known);
  if (fitting.length > 1) {
    const candidates = fitting.map((entry) => {
      const detail = list.detail?.(entry);
      return `${entry.id} (${entry.name}${detail ? `, ${detail}` : ""})`;
    });
    throw ambiguousName(list.what, given, candidates, "number");
  }

  return fitting[0] ?? (/^\d+$/.test(given.trim()) ? known.find(({ id }) => id === Number(given)) : undefined);
}

/** Those of exactly this name if there are any, else those that differ in case or spaces only. */
export function byName<T extends { name: string }>(given: string, known: readonly T[]): T[] {
  const exact = known.filter(({ name }) => name === given);
  return exact.length > 0 ? exact : known.filter(({ name }) => folded(name) === folded(given));
}

function folded(name: string): string {
  return name.normalize("NFKC").replace(/\s+/g, " ").trim().toLowerCase();
}

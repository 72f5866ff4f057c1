import type { Named } from "../redmine/values.ts";

/** The names that stand for several records among these. */
export function namesakes(records: Iterable<Named | undefined>): ReadonlySet<string> {
  const idOf = new Map<string, number>();
  const shared = new Set<string>();
  for (const record of records) {
    if (!record) continue;
    if (idOf.has(record.name) && idOf.get(record.name) !== record.id) shared.add(record.name);
    idOf.set(record.name, record.id);
  }
  return shared;
}

import { nearMatch } from "../../near-match.ts";

const most = 5;

/** Up to five names that the given one may stand for: those that contain it, then those that differ by a few letters. */
export function nearNames(given: string, names: readonly string[]): string[] {
  const wanted = given.trim().toLowerCase();
  const found = new Set(
    wanted === "" ? [] : names.filter((name) => name.toLowerCase().includes(wanted)).slice(0, most),
  );
  const rest = new Set(names.slice(0, 2_000).filter((name) => !found.has(name)));

  while (found.size < most) {
    const next = nearMatch(given, rest);
    if (next === undefined) break;
    found.add(next);
    rest.delete(next);
  }

  return [...found];
}

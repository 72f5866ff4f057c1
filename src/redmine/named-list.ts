import { nearMatches } from "../did-you-mean.ts";
import { amongOthers, foreign, line, plain } from "../format/clean.ts";
import type { RedmineReader } from "./client.ts";

const most = 5;

/** Up to five names that a mistyped one may stand for: those that contain it, then those that differ by a few letters. */
export function nearNames(typed: string, names: readonly string[]): string[] {
  const word = typed.trim().toLowerCase();
  const near = new Set<string>();
  for (const name of word === "" ? [] : names) {
    if (near.size === most) return [...near];
    if (name.toLowerCase().includes(word)) near.add(name);
  }
  for (const name of nearMatches(typed, new Set(names), 2 * most)) if (near.size < most) near.add(name);
  return [...near];
}

/** A name that cannot be turned into one id. The message is a finished sentence for the model, with what it can say instead. */
export class LookupRefusal extends Error {
  override readonly name = "LookupRefusal";
  readonly problem: "unknown" | "ambiguous";
  /** What could have been meant, as it may be given in the next call. */
  readonly candidates: readonly string[];
  /** The message, with what others wrote in it marked by `foreign`. */
  readonly marked: string;

  constructor(problem: "unknown" | "ambiguous", message: string, candidates: readonly string[]) {
    super(plain(message));
    this.marked = message;
    this.problem = problem;
    this.candidates = candidates;
  }
}

export interface Unknown {
  /** "project", "status", "member of Alpha" */
  kind: string;
  input: string | number;
  /** All names there are, or some that are like it. */
  names: readonly string[];
  isPart?: boolean;
  /** How the entry of a name is shown, where it has several names. */
  labelOf?(name: string): string;
  /** A sentence on what else may be wrong or can be done. */
  hint?: string;
}

const longestName = 1_000; // characters; all of a name is folded and compared
const longList = 500; // names: many requests, so that it is not loaded again for each name that is not in it
const shortList = 15; // names; a list this short is told whole

/** The refusal of a name that is not in a list. It names similar ones, or all names of a short list. */
export function unknownName({ kind, input, names, isPart, labelOf = (name) => name, hint }: Unknown): LookupRefusal {
  const labelled = (some: readonly string[]) => [...new Set(some.map(labelOf))];
  const near = labelled(nearNames(String(input), names));
  const isShort = !isPart && names.length <= 2 * shortList && labelled(names).length <= shortList;
  const choice = isShort ? labelled(names) : near;
  const suggestion =
    isShort && names.length > 1 && near.length === 1 ? ` Did you mean ${foreign(near.join(), 80)}?` : "";
  const listed = choice.map((name) => foreign(amongOthers(line(name, 80)))).join(", ");
  const sentence = [
    `There is no ${line(kind, 160)} “${line(String(input), 80)}” that this user can use.${suggestion}`,
    ...(choice.length > 0 ? [`${isShort ? "There are" : "Near it are"}: ${listed}.`] : []),
    ...(hint ? [hint] : []),
  ];
  return new LookupRefusal("unknown", sentence.join(" "), choice);
}

/** `candidates` are what tells them apart: identifiers, or names with ids. */
export function ambiguousName(kind: string, input: string, candidates: readonly string[], use: string): LookupRefusal {
  const firstOnes = candidates.slice(0, shortList).map((candidate) => foreign(candidate, 120));
  const more = candidates.length > firstOnes.length ? ` and ${candidates.length - firstOnes.length} more` : "";
  const sentence = `“${line(input, 80)}” fits ${candidates.length} of kind ${line(kind, 160)}: ${firstOnes.join("; ")}${more}. Call again with the ${use}.`;
  return new LookupRefusal("ambiguous", sentence, firstOnes.map(plain));
}

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

/** All entries of the list as this person sees them, from memory for five minutes. Throws RedmineFailure. */
export function entries<T extends { id: number; name: string }>(
  list: NamedList<T>,
  redmine: RedmineReader,
): Promise<readonly T[]> {
  return redmine.lookups.get(list.kind, () => loaded(list, redmine));
}

/** Redmine's names have 255 characters at most. */
async function loaded<T extends { id: number; name: string }>(list: NamedList<T>, redmine: RedmineReader) {
  const rows = await list.load(redmine);
  if (rows.every(({ name }) => name.length <= longestName)) return rows;
  return rows.map((entry) => ({ ...entry, name: entry.name.slice(0, longestName).toWellFormed() }));
}

/** A number is an id. A text is a name, else the digits of an id. Throws LookupRefusal. */
export async function choose<T extends { id: number; name: string }>(
  list: NamedList<T>,
  input: string | number,
  redmine: RedmineReader,
): Promise<T> {
  const entry = await find(list, input, redmine);
  if (entry) return entry;
  const rows = await entries(list, redmine);
  throw unknownName({
    kind: list.what,
    input,
    names: [...new Set(rows.map(({ name }) => name))],
    ...(list.hint && { hint: list.hint }),
  });
}

const loadedBy = new WeakMap<RedmineReader, Set<string>>(); // kinds of lists, by the call that loaded them

/** As `choose`, but undefined where nothing fits. What is not found is looked for in a newer list: a call loads each once again. */
export async function find<T extends { id: number; name: string }>(
  list: NamedList<T>,
  input: string | number,
  redmine: RedmineReader,
): Promise<T | undefined> {
  let isNew = false;
  const load = () => {
    isNew = true;
    return loaded(list, redmine);
  };
  const rows = await redmine.lookups.get(list.kind, load);
  const entry = findIn(list, input, rows);
  const kinds = loadedBy.get(redmine) ?? new Set();
  loadedBy.set(redmine, kinds);
  if (isNew) kinds.add(list.kind);
  if (entry || isNew || (rows.length > longList && redmine.lookups.isRecent(list.kind))) return entry;

  if (!kinds.has(list.kind)) redmine.lookups.forget(list.kind);
  kinds.add(list.kind);
  return findIn(list, input, await redmine.lookups.get(list.kind, load));
}

function findIn<T extends { id: number; name: string }>(
  list: NamedList<T>,
  input: string | number,
  known: readonly T[],
): T | undefined {
  if (typeof input === "number") return known.find(({ id }) => id === input);

  const fitting = byName(input, known);
  if (fitting.length > 1) {
    const candidates = fitting.map((entry) => {
      const detail = list.detail?.(entry);
      return `${entry.id} (${entry.name}${detail ? `, ${detail}` : ""})`;
    });
    throw ambiguousName(list.what, input, candidates, "number");
  }

  return fitting[0] ?? (/^\d+$/.test(input.trim()) ? known.find(({ id }) => id === Number(input)) : undefined);
}

/**
 * Those of exactly this name if there are any, else those that differ in case or spaces only, else those of the name without
 * quotation marks: answers put them around names with commas.
 */
export function byName<T extends { name: string }>(input: string, known: readonly T[]): T[] {
  const exact = known.filter(({ name }) => name === input);
  if (exact.length > 0) return exact;
  const foldedInput = folded(input);
  const similar = known.filter(({ name }) => folded(name) === foldedInput);
  const bare = withoutQuotes(input);
  return similar.length > 0 || bare === undefined ? similar : byName(bare, known);
}

const quotes = ["“”", '""', "''", "‘’", "„“", "«»", "「」"];

/** Undefined where there are none around it. */
export function withoutQuotes(name: string): string | undefined {
  const text = name.trim();
  const isQuoted = text.length > 2 && quotes.includes(`${text.at(0)}${text.at(-1)}`);
  return isQuoted ? text.slice(1, -1) : undefined;
}

function folded(name: string): string {
  return name.normalize("NFKC").replace(/\s+/g, " ").trim().toLowerCase();
}

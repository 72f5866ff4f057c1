import { line } from "../../format/clean.ts";
import { nearNames } from "./near-names.ts";

/** A name that cannot be turned into one id. The message is a finished sentence for the model, with what it can say instead. */
export class LookupRefusal extends Error {
  override readonly name = "LookupRefusal";
  readonly problem: "unknown" | "ambiguous";
  /** What could have been meant, as it may be given in the next call. */
  readonly candidates: readonly string[];

  constructor(problem: "unknown" | "ambiguous", message: string, candidates: readonly string[]) {
    super(message);
    this.problem = problem;
    this.candidates = candidates;
  }
}

export interface Unknown {
  /** "project", "status", "member of Alpha" */
  kind: string;
  given: string | number;
  /** All names there are. */
  names: readonly string[];
  /** A sentence on what else may be wrong or can be done. */
  hint?: string;
}

const shortList = 15; // names; a list this short is told whole

export function unknownName({ kind, given, names, hint }: Unknown): LookupRefusal {
  const near = nearNames(String(given), names);
  const isShort = names.length <= shortList;
  const choice = isShort ? names : near;
  const meant = isShort && names.length > 1 && near.length === 1 ? ` Did you mean ${line(near.join(), 80)}?` : "";
  const told = choice.map((name) => line(name, 80)).join(", ");
  const said = [
    `There is no ${line(kind, 160)} “${line(String(given), 80)}” that this user can use.${meant}`,
    ...(choice.length > 0 ? [`${isShort ? "There are" : "Near it are"}: ${told}.`] : []),
    ...(hint ? [hint] : []),
  ];
  return new LookupRefusal("unknown", said.join(" "), choice);
}

/** `candidates` are what tells them apart: identifiers, or names with ids. */
export function ambiguousName(kind: string, given: string, candidates: readonly string[], use: string): LookupRefusal {
  const shown = candidates.slice(0, shortList).map((candidate) => line(candidate, 120));
  const more = candidates.length > shown.length ? ` and ${candidates.length - shown.length} more` : "";
  const said = `“${line(given, 80)}” fits ${candidates.length} of kind ${line(kind, 160)}: ${shown.join("; ")}${more}. Call again with the ${use}.`;
  return new LookupRefusal("ambiguous", said, shown);
}

import type { NameOf } from "../../format/change.ts";
import { clean } from "../../format/clean.ts";
import { fieldsInWords } from "../../format/issue-fields.ts";
import type { Issue } from "../../redmine/schemas/issue.ts";
import type { Wanted } from "./wanted.ts";

export interface Outcome {
  /** "Status: New → In Progress", one a line. */
  done: readonly string[];
  /** What Redmine answered 204 to and did not do. */
  ignored: readonly Wanted[];
  ignoredInWords: readonly string[];
  /** What changed although nobody asked: rules of Redmine's, or somebody else at the same moment. */
  besides: readonly string[];
}

/** What a change did, from the issue before and after it. */
export function outcomeOf(wanted: readonly Wanted[], before: Issue, after: Issue, nameOf: NameOf): Outcome {
  const was = fieldsInWords(before, nameOf);
  const is = fieldsInWords(after, nameOf);
  const now = (label: string) => is.get(label) ?? "none";
  const changed = new Set(
    [...is.keys()].filter((label) =>
      label === "Description" ? !sameText(before, after) : was.get(label) !== now(label),
    ),
  );
  const step = (label: string) => `${label}: ${was.get(label) ?? "none"} → ${now(label)}`;
  const asked = new Set(wanted.map(({ label }) => label));

  const ignored = wanted.filter((each) => !each.holds(after));
  const kept = wanted.filter((each) => each.holds(after));
  return {
    done: kept.map(({ label }) => (changed.has(label) ? step(label) : `${label}: was ${now(label)} already`)),
    ignored,
    ignoredInWords: ignored.map(({ label, text }) =>
      is.has(label) ? `${label} is ${now(label)}, not ${text}` : `${label} is not among its fields`,
    ),
    besides: [...changed].filter((label) => !asked.has(label)).map(step),
  };
}

function sameText(before: Issue, after: Issue): boolean {
  return clean(before.description ?? "").trim() === clean(after.description ?? "").trim();
}

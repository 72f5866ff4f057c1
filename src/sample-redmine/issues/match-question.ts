import { sees } from "../custom-fields.ts";
import { wordsOf } from "../filters/match.ts";
import type { Issue } from "../records.ts";
import type { Ask } from "../web/ask.ts";
import { projectOf } from "../web/refs.ts";
import { journalVisible } from "./visible.ts";

/** The texts of an issue that a search looks through; each must hold all the words by itself. */
export function searchableTexts({ sample, caller }: Ask, issue: Issue, titlesOnly = false): string[][] {
  if (titlesOnly) return [[issue.subject]];
  const { state } = sample;
  const custom = state.customFields
    .where((field) => field.customized_type === "issue" && field.searchable)
    .filter((field) => sees(sample, caller, field, projectOf(state, issue)))
    .flatMap((field) => issue.custom[field.id] ?? [])
    .map((value) => [value]);
  const notes = state.journals
    .where((journal) => journal.issue_id === issue.id && journal.notes !== null)
    .filter((journal) => journalVisible(sample, caller, journal, issue))
    .map(({ notes }) => [notes ?? ""]);
  return [[issue.subject, issue.description ?? ""], ...custom, ...notes];
}

/** Whether one of the groups of texts holds the words: all of them, or any. */
export function holds(groups: string[][], words: string[], all: boolean): boolean {
  return groups.some((texts) => {
    const lower = texts.map((text) => text.toLowerCase());
    const has = (word: string) => lower.some((text) => text.includes(word.toLowerCase()));
    return all ? words.every(has) : words.some(has);
  });
}

export function matchesQuestion(ask: Ask, issue: Issue, operator: string, question: string): boolean {
  const words = wordsOf(question);
  if (words.length === 0) return false;
  const hit = holds(searchableTexts(ask, issue), words, operator !== "*~");
  return operator === "!~" ? !hit : hit;
}

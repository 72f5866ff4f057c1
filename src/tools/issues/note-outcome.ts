import { numbered } from "../../format/note.ts";
import type { Issue } from "../../redmine/schemas/issue.ts";
import { same } from "./wanted.ts";

/** What became of a note, from the history after it was sent. */
export function noteOutcome(
  note: string,
  isPrivate: boolean,
  issue: Issue,
  userId: number,
): { said: string; added: boolean } {
  const mine = numbered(issue.journals ?? []).filter(({ journal }) => journal.user?.id === userId);
  const found = mine.findLast(({ journal }) => same(journal.notes ?? "", note));
  if (!found) return { said: "The note was NOT added: the user's role may not add notes here.", added: false };
  if (isPrivate && !found.journal.private_notes) {
    return {
      said: `Note #${found.number} was added, but it is PUBLIC: Redmine did not make it private. Tell the user.`,
      added: true,
    };
  }
  return { said: `Note #${found.number} added${found.journal.private_notes ? ", private" : ""}.`, added: true };
}

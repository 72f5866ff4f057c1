import type { WikiPage } from "../../redmine/schemas/wiki.ts";
import { ToolRefusal } from "../tool-refusal.ts";

interface Given {
  text?: string | undefined;
  old_text?: string | undefined;
  new_text?: string | undefined;
}

/** The text to save, once it is sure that nobody's work is written over. Throws ToolRefusal. */
export function newText(
  { text, old_text, new_text }: Given,
  before: WikiPage | undefined,
  version: number | undefined,
  otherChange: boolean,
): string {
  if (text !== undefined && (old_text !== undefined || new_text !== undefined)) {
    throw new ToolRefusal("Give either text, or old_text and new_text. Nothing was saved.");
  }
  if (before && version !== undefined && version !== before.version) throw stale(before, version);
  if (!before && version !== undefined) {
    throw new ToolRefusal(
      "There is no such page (any more), so it has no version. Nothing was saved. Leave version out to create it.",
    );
  }

  if (old_text !== undefined) return replaced(old_text, new_text, before);
  if (text !== undefined) {
    if (before && version === undefined) {
      throw new ToolRefusal(
        `This page exists, at version ${before.version}. Nothing was saved. Read it, and save the merged text with that version, or use old_text and new_text.`,
      );
    }
    return withLineEndsOf(before, text);
  }

  if (before && otherChange) return before.text;
  throw new ToolRefusal("There is nothing to save: give text, or old_text and new_text.");
}

function stale(before: WikiPage, version: number): ToolRefusal {
  return new ToolRefusal(
    `The page is at version ${before.version} by now, not ${version}. Nothing was saved. Read it again, merge, and save with version ${before.version}.`,
  );
}

function replaced(old: string, replacement: string | undefined, before: WikiPage | undefined): string {
  if (replacement === undefined) throw new ToolRefusal("old_text needs new_text beside it. Nothing was saved.");
  if (!before) throw new ToolRefusal("There is no such page to change. Nothing was saved. Give text to create it.");

  const pieces = before.text.replaceAll("\r\n", "\n").split(old.replaceAll("\r\n", "\n"));
  if (pieces.length === 1) {
    throw new ToolRefusal(
      "old_text does not occur in the page. Nothing was saved. Read the page and copy the passage exactly.",
    );
  }
  if (pieces.length > 2) {
    throw new ToolRefusal(`old_text occurs ${pieces.length - 1} times. Nothing was saved. Take a longer passage.`);
  }
  return withLineEndsOf(before, pieces.join(replacement));
}

/** Pages written in a browser have CRLF; kept, so that Redmine's comparison shows only what changed. */
function withLineEndsOf(before: WikiPage | undefined, text: string): string {
  const plain = text.replaceAll("\r\n", "\n");
  return before?.text.includes("\r\n") ? plain.replaceAll("\n", "\r\n") : plain;
}

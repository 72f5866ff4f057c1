import { z } from "zod";
import { line } from "../../format/clean.ts";
import { path } from "../../redmine/path.ts";
import { resolveProject } from "../../redmine/projects.ts";
import { forgetWikiPages, resolveWikiTitle, sameTitle, type WikiPage } from "../../redmine/wiki.ts";
import { ToolRefusal } from "../errors.ts";
import { nameOrId } from "../input.ts";
import { defineTool } from "../tool.ts";
import { addressable, readPage } from "./get-wiki-page.ts";

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

export const saveWikiPage = defineTool({
  name: "save_wiki_page",
  title: "Write a wiki page",
  description:
    "Creates a wiki page from text, or changes one: the whole text with the version it is based on, or old_text (occurs once) replaced by new_text.",
  access: "write",
  toolset: "core",
  scopes: ["view_wiki_pages", "edit_wiki_pages"],
  parameters: z.object({
    project_id: nameOrId,
    title: z.string().min(1).max(255),
    text: z.string().min(1).max(2_000_000).optional(),
    old_text: z.string().min(1).optional(),
    new_text: z.string().optional(),
    version: z.int().positive().optional(),
    parent: z.string().max(255).optional().describe("title"),
    comment: z.string().max(1_024).optional(),
  }),
  execute: async ({ project_id, title, version, parent, comment, ...given }, { redmine, settings }) => {
    const project = await resolveProject(project_id, redmine);
    const name = addressable(title);
    const above = parent && (await resolveWikiTitle(parent, project, redmine));

    const before = await readPage(redmine, project, name);
    const text = newText(given, before, version, parent !== undefined);

    await redmine.put(
      path`projects/${project.id}/wiki/${name}.json`,
      {
        wiki_page: {
          text,
          ...(before && { version: before.version }), // a save in between answers 409
          ...(parent !== undefined && { parent_title: above }),
          ...(comment !== undefined && { comments: comment }),
        },
      },
      { what: `wiki page “${name}” of project ${project.identifier}` },
    );

    forgetWikiPages(project, redmine);
    const after = await readPage(redmine, project, name);
    if (!after) throw new ToolRefusal("Redmine took the page but does not show it. Read the wiki's list of pages.");
    const url = `${settings.redminePublicUrl}/projects/${project.identifier}/wiki/${encodeURIComponent(after.title)}`;
    return `${outcome(before, after, text, above)}\n${url}`;
  },
});

function outcome(before: WikiPage | undefined, after: WikiPage, text: string, above: string | undefined): string {
  const kept = sameText(after.text, text);
  const parentKept =
    above === undefined || (above === "" ? !after.parent : sameTitle(after.parent?.title ?? "", above));

  return [
    !before && `Created, version ${after.version}.`,
    before && after.version === before.version && `The text was the same already: still version ${after.version}.`,
    before && after.version !== before.version && `Saved as version ${after.version}; it was ${before.version}.`,
    above !== undefined && parentKept && (above === "" ? "It has no parent." : `Its parent is ${line(above)}.`),
    !kept && "But the text that Redmine shows now differs from what was sent: read the page.",
    !parentKept && "But Redmine did not take the parent.",
  ]
    .filter(Boolean)
    .join(" ");
}

function sameText(one: string, other: string): boolean {
  const plain = (text: string) => text.replaceAll("\r\n", "\n").trimEnd();
  return plain(one) === plain(other);
}

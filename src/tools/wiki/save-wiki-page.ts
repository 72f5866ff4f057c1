import { z } from "zod";
import { line } from "../../format/clean.ts";
import { resolveProject } from "../../redmine/lookups/projects.ts";
import { forgetWikiPages, resolveWikiTitle } from "../../redmine/lookups/wiki-pages.ts";
import { path } from "../../redmine/path.ts";
import type { WikiPage } from "../../redmine/schemas/wiki.ts";
import { sameTitle } from "../../redmine/wiki-title.ts";
import { nameOrId } from "../name-or-id.ts";
import { defineTool } from "../tool.ts";
import { ToolRefusal } from "../tool-refusal.ts";
import { newText } from "./new-text.ts";
import { addressable, readPage } from "./read-page.ts";

export const saveWikiPage = defineTool({
  name: "save_wiki_page",
  title: "Write a wiki page",
  description:
    "Creates a wiki page from text, or changes one: the whole text with the version it is based on, or old_text (occurs once) replaced by new_text.",
  access: "write",
  toolset: "core",
  scopes: ["view_wiki_pages", "edit_wiki_pages"],
  input: z.object({
    project_id: nameOrId,
    title: z.string().min(1).max(255),
    text: z.string().min(1).max(2_000_000).optional(),
    old_text: z.string().min(1).optional(),
    new_text: z.string().optional(),
    version: z.int().positive().optional(),
    parent: z.string().max(255).optional().describe("title"),
    comment: z.string().max(1_024).optional(),
  }),
  run: async ({ project_id, title, version, parent, comment, ...given }, { redmine, lookups, settings }) => {
    const project = await resolveProject(project_id, redmine, lookups);
    const name = addressable(title);
    const above = parent && (await resolveWikiTitle(parent, project, redmine, lookups));

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

    forgetWikiPages(project, lookups);
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

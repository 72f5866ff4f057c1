import { z } from "zod";
import { line } from "../../format/clean.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { path } from "../../redmine/path.ts";
import { type Project, resolveProject } from "../../redmine/projects.ts";
import { forgetWikiPages, sameTitle, type WikiPage } from "../../redmine/wiki.ts";
import { hasPluginDiv, storedText, textToChange } from "../../redmine/wiki-text.ts";
import { nameOrId } from "../input.ts";
import { defineTool, ToolRefusal } from "../tool.ts";
import { madeDespite, notMade, sendAndRead, unread } from "../write-result.ts";
import { withLineEnds, withPassage } from "./passage.ts";
import { readPage, refuseDecorated, titleOfPage, titleToWrite } from "./read-page.ts";

interface TextInput {
  text?: string | undefined;
  old_text?: string | undefined;
  new_text?: string | undefined;
}

/** The page that a change is based on, with the text that Redmine stores for it. */
type StoredPage = Pick<WikiPage, "text" | "version">;

/** The text to save, once it is sure that nobody's work is written over. Throws ToolRefusal. */
export function newText(
  { text, old_text, new_text }: TextInput,
  before: StoredPage | undefined,
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
    return withLineEnds(text, before?.text ?? ""); // so that Redmine's comparison shows only what changed
  }

  if (before && otherChange) return before.text;
  throw new ToolRefusal("There is nothing to save: give text, or old_text and new_text.");
}

function stale(before: StoredPage, version: number): ToolRefusal {
  return new ToolRefusal(
    `The page is at version ${before.version} by now, not ${version}. Nothing was saved. Read it again, merge, and save with version ${before.version}.`,
  );
}

function replaced(old: string, replacement: string | undefined, before: StoredPage | undefined): string {
  if (replacement === undefined) throw new ToolRefusal("old_text needs new_text beside it. Nothing was saved.");
  if (!before) throw new ToolRefusal("There is no such page to change. Nothing was saved. Give text to create it.");

  const changed = withPassage(before.text, old, replacement);
  if (changed === 0) {
    throw new ToolRefusal(
      "old_text does not occur in the page. Nothing was saved. Read the page and copy the passage exactly.",
    );
  }
  if (typeof changed === "number") {
    throw new ToolRefusal(`old_text occurs ${changed} times. Nothing was saved. Take a longer passage.`);
  }
  return changed;
}

/** Throws ToolRefusal where the stored text cannot be told from what a plugin adds to Redmine's answers. */
async function storedPage(
  page: WikiPage | undefined,
  input: TextInput,
  project: Project,
  redmine: RedmineReader,
): Promise<StoredPage | undefined> {
  if (!page) return undefined;
  const read = input.text === undefined ? textToChange : storedText; // a whole new text is based on nothing
  const text = await read(page, project, redmine);
  return text === undefined ? refuseDecorated() : { text, version: page.version };
}

export const saveWikiPage = defineTool({
  name: "save_wiki_page",
  title: "Write wiki page",
  description:
    "Creates a wiki page or changes it: the whole text with the version it is based on, or old_text (occurs once) replaced by new_text.",
  access: "write",
  toolset: "core",
  scopes: ["view_wiki_pages", "edit_wiki_pages"],
  extraScopes: ["export_wiki_pages"],
  parameters: z.object({
    project_id: nameOrId,
    title: z.string().min(1).max(255),
    text: z.string().min(1).max(2_000_000).optional(),
    old_text: z.string().min(1).optional(),
    new_text: z.string().optional(),
    version: z.int().positive().optional(),
    parent: z.string().max(255).optional(),
    comment: z.string().max(1_024).optional(),
  }),
  execute: async ({ project_id, title, version, parent, comment, ...input }, { redmine, settings }) => {
    const project = await resolveProject(project_id, redmine);
    const name = titleToWrite(title);
    const above = parent && (await titleOfPage(parent, project, redmine));

    const page = await readPage(redmine, project, name);
    const before = await storedPage(page, input, project, redmine);
    const text = newText(input, before, version, parent !== undefined);
    if (hasPluginDiv(text) && !hasPluginDiv(before?.text ?? "")) {
      throw new ToolRefusal(
        "The text has the header or footer that the plugin wiki_extensions adds by itself. Nothing was saved. Leave it out.",
      );
    }

    const put = redmine.put(
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

    const { after: read, error } = await sendAndRead(put, async () => ({
      page: await readPage(redmine, project, name),
    }));
    forgetWikiPages(project, redmine);
    if (!read) return unread("the page");
    const { page: after } = read;
    if (!after) throw error === undefined ? notThere(before) : notMade(error);
    const isSaved = await hasText(after, text, project, redmine);
    const isSame = page !== undefined && page.version === after.version;
    if (error !== undefined && (isSame || isSaved === false)) throw isSame ? notMade(error) : error;
    if (isSame && isSaved === false) throw notSaved(after.version);
    const url = `${settings.redminePublicUrl}/projects/${project.identifier}/wiki/${encodeURIComponent(after.title)}`;
    const despite = error === undefined ? "" : ` ${madeDespite(error)}`;
    return `${outcome(before, after, isSaved, above)}${despite}\n${url}`;
  },
});

/** Whether Redmine stores this text for the page; undefined where a plugin's additions hide it. */
export async function hasText(
  page: WikiPage,
  text: string,
  project: Project,
  redmine: RedmineReader,
): Promise<boolean | undefined> {
  if (sameText(page.text, text)) return true;
  const stored = await textToChange(page, project, redmine);
  return stored === undefined ? undefined : sameText(stored, text);
}

function outcome(
  before: StoredPage | undefined,
  after: WikiPage,
  kept: boolean | undefined,
  above: string | undefined,
): string {
  const parentKept =
    above === undefined || (above === "" ? !after.parent : sameTitle(after.parent?.title ?? "", above));

  return [
    !before && `Created, version ${after.version}.`,
    before && after.version === before.version && `The text was the same already: still version ${after.version}.`,
    before && after.version !== before.version && `Saved as version ${after.version}; it was ${before.version}.`,
    above !== undefined && parentKept && (above === "" ? "It has no parent." : `Its parent is ${line(above)}.`),
    kept === false && "But the text that Redmine stores now differs from what was sent: read the page.",
    kept === undefined &&
      "A plugin (wiki_extensions) adds to what Redmine answers, so the saved text could not be compared.",
    !parentKept && "But Redmine did not take the parent.",
  ]
    .filter(Boolean)
    .join(" ");
}

function notThere(before: StoredPage | undefined): ToolRefusal {
  return new ToolRefusal(
    before
      ? "Redmine accepted the text, but the page is not there any more: somebody may have renamed or deleted it."
      : "The page was NOT created: Redmine ignored the request without an error, and there is no such page.",
  );
}

function notSaved(version: number): ToolRefusal {
  return new ToolRefusal(
    `The page was NOT saved: Redmine ignored the request without an error. It is still version ${version}.`,
  );
}

function sameText(one: string, other: string): boolean {
  const plain = (text: string) => text.replaceAll("\r\n", "\n").trimEnd();
  return plain(one) === plain(other);
}

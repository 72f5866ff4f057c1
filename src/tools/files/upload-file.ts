import { z } from "zod";
import { line } from "../../format/clean.ts";
import { fileSize } from "../../format/size.ts";
import type { RedmineWriter } from "../../redmine/client.ts";
import type { Lookups } from "../../redmine/lookups/lookups.ts";
import { resolveProject } from "../../redmine/lookups/projects.ts";
import { issueNumber } from "../issues/issue-number.ts";
import { nameOrId } from "../name-or-id.ts";
import { unread } from "../read-again.ts";
import { defineTool } from "../tool.ts";
import { ToolRefusal } from "../tool-refusal.ts";
import { onIssue, onProject, onWikiPage, type Place } from "./attach.ts";
import { givenBytes } from "./given-bytes.ts";

const input = z.object({
  filename: z.string().trim().min(1).max(255),
  text: z.string().optional().describe("content, or"),
  base64: z.string().optional(),
  description: z.string().max(255).optional(),
  issue_id: issueNumber.optional(),
  note: z.string().max(65_000).optional().describe("comment on the issue"),
  project_id: nameOrId.optional(),
  wiki_page: z.string().min(1).max(255).optional().describe("title, with project_id"),
  version: nameOrId.optional().describe("of the project's files"),
});

export const uploadFile = defineTool({
  name: "upload_file",
  title: "Attach a file",
  description: "Attaches a file of up to 5 MB to an issue, to a wiki page, or to a project's files.",
  access: "write",
  toolset: "files",
  scopes: ["view_issues", "add_issue_notes"],
  extraScopes: ["edit_issues", "edit_own_issues", "edit_wiki_pages", "manage_files", "view_files", "view_wiki_pages"],
  input,
  run: async (given, { redmine, lookups, quote }) => {
    const { filename, text, base64, description } = given;
    const bytes = givenBytes(text, base64);
    const place = await placeOf(given, redmine, lookups);

    const { token } = await redmine.upload(filename, bytes);
    const there = await place.attach({ token, filename, ...(description && { description }) });
    if (!there) return unread(place.told);
    // the token begins with the attachment's number
    const found = there.find(({ id }) => String(id) === token.split(".")[0]);
    if (!found) {
      throw new ToolRefusal(
        `Redmine took the file but did NOT attach it to ${place.told}: the user may lack the permission. Nobody sees it.`,
      );
    }
    const about = `${line(found.filename)} (${fileSize(found.filesize)})`;
    return `Attached to ${place.told} as attachment ${found.id}.\n${quote(about)}`;
  },
});

async function placeOf(
  { issue_id, note, project_id, wiki_page, version }: z.output<typeof input>,
  redmine: RedmineWriter,
  lookups: Lookups,
): Promise<Place> {
  if ((issue_id === undefined) === (project_id === undefined)) {
    throw new ToolRefusal("Give either issue_id or project_id. Nothing was uploaded.");
  }
  if (issue_id !== undefined) {
    if (wiki_page !== undefined || version !== undefined) {
      throw new ToolRefusal("wiki_page and version go with project_id. Nothing was uploaded.");
    }
    return onIssue(issue_id, note?.trim(), redmine);
  }

  if (note !== undefined) throw new ToolRefusal("Only an issue takes a note. Nothing was uploaded.");
  const project = await resolveProject(project_id ?? 0, redmine, lookups);
  if (wiki_page === undefined) return onProject(project, version, redmine, lookups);
  if (version !== undefined) throw new ToolRefusal("Give wiki_page or version, not both. Nothing was uploaded.");
  return onWikiPage(project, wiki_page, redmine);
}

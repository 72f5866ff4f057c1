import { z } from "zod";
import { line } from "../../format/clean.ts";
import { day } from "../../format/dates.ts";
import { fileSize } from "../../format/size.ts";
import { path } from "../../redmine/path.ts";
import { attachmentAnswer } from "../../redmine/schemas/attachment.ts";
import { defineTool } from "../tool.ts";
import { confirm, confirmed } from "./confirmed.ts";
import { gone } from "./gone.ts";

export const deleteAttachment = defineTool({
  name: "delete_attachment",
  title: "Delete a file",
  description: "Deletes an attached file for good, by the id shown with issues, wiki pages and project files.",
  access: "destructive",
  toolset: "delete",
  scopes: ["view_issues", "edit_issues"],
  extraScopes: [
    "delete_wiki_pages_attachments",
    "edit_own_issues",
    "manage_files",
    "manage_news",
    "view_files",
    "view_wiki_pages",
  ],
  input: z.object({ attachment_id: z.int().positive(), confirm }),
  run: async ({ attachment_id: id, confirm: given }, { redmine, quote }) => {
    const at = path`attachments/${id}.json`;
    const what = `attachment ${id}`;
    const { attachment } = await redmine.get(at, attachmentAnswer, { what });
    const { filename, filesize, author, created_on } = attachment;
    const facts = [fileSize(filesize), day(created_on), author?.id === redmine.userId && "uploaded by this user"];

    const about = `${what} (${facts.filter(Boolean).join(", ")})`;
    confirmed({ what: about, name: line(filename), with: [] }, given, quote);
    await redmine.delete(at, { what });
    return gone(what, redmine.get(at, attachmentAnswer, { what }));
  },
});

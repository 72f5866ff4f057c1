import { z } from "zod";
import { line } from "../../format/clean.ts";
import { rowsWithin } from "../../format/text.ts";
import { day, fileSize } from "../../format/units.ts";
import { type Attachment, attachmentAnswer, fileList, type ProjectFile } from "../../redmine/content.ts";
import { path } from "../../redmine/path.ts";
import { resolveProject } from "../../redmine/projects.ts";
import { attempt, confirm, confirmed, gone } from "../confirm.ts";
import { nameOrId } from "../input.ts";
import { defineTool, ToolRefusal } from "../tool.ts";
import { recordStates, requestedValues, sendAndRead, unread, writeResult } from "../write-result.ts";

export const updateAttachment = defineTool({
  name: "update_attachment",
  title: "Rename file",
  description: "Changes a file's name or description.",
  access: "write",
  annotations: { destructiveHint: true },
  toolset: "files",
  scopes: ["view_issues", "edit_issues"],
  extraScopes: ["edit_own_issues", "edit_wiki_pages", "manage_files", "manage_news", "view_files", "view_wiki_pages"],
  parameters: z.object({
    attachment_id: z.int().positive(),
    filename: z.string().trim().min(1).max(255).optional(),
    description: z.string().max(255).optional(),
  }),
  execute: async ({ attachment_id: id, filename, description }, { redmine, quote }) => {
    if (filename === undefined && description === undefined) {
      throw new ToolRefusal("Nothing to change: give filename or description.");
    }
    const endpoint = path`attachments/${id}.json`;
    const what = `attachment ${id}`;
    const { attachment: before } = await redmine.get(endpoint, attachmentAnswer, { what });
    const attachment = {
      ...(filename !== undefined && { filename }),
      ...(description !== undefined && { description }),
    };
    const put = redmine.put(endpoint, { attachment }, { what });
    const { after: answer, error } = await sendAndRead(put, () => redmine.get(endpoint, attachmentAnswer, { what }));
    if (!answer) return unread(what);
    const { attachment: after } = answer;

    const states = (each: Attachment) => recordStates({ Name: each.filename, Description: each.description });
    const requested = { Name: filename, Description: description };
    const kinds = { Name: "text", Description: "text" } as const;
    return writeResult({
      what,
      did: "changed",
      before: states(before),
      after: states(after),
      requested: requestedValues(requested, states(after), kinds),
      summary: line(after.filename, 200),
      quote,
      error,
    });
  },
});

export const deleteAttachment = defineTool({
  name: "delete_attachment",
  title: "Delete file",
  description: "Deletes a file.",
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
  parameters: z.object({ attachment_id: z.int().positive(), confirm }),
  execute: async ({ attachment_id: id, confirm: confirmation }, { redmine, quote }) => {
    const endpoint = path`attachments/${id}.json`;
    const what = `attachment ${id}`;
    const { attachment } = await redmine.get(endpoint, attachmentAnswer, { what });
    const { filename, filesize, author, created_on } = attachment;
    const facts = [fileSize(filesize), day(created_on), author?.id === redmine.userId && "uploaded by this user"];

    const about = `${what} (${facts.filter(Boolean).join(", ")})`;
    confirmed({ what: about, name: line(filename), with: [] }, confirmation, quote);
    const error = await attempt(redmine.delete(endpoint, { what }));
    return gone(what, redmine.get(endpoint, attachmentAnswer, { what }), error);
  },
});

const maxListChars = 34_000;

export const listProjectFiles = defineTool({
  name: "list_project_files",
  title: "Project files",
  description: "Files of a project and its versions; get_attachment reads one.",
  access: "read",
  toolset: "files",
  scopes: ["view_files"],
  parameters: z.object({ project_id: nameOrId, offset: z.int().min(0).default(0) }),
  execute: async ({ project_id, offset }, { redmine, quote }) => {
    const project = await resolveProject(project_id, redmine);
    const what = `the files of project ${project.identifier}`;
    const { files } = await redmine.get(path`projects/${project.id}/files.json`, fileList, { what });
    if (files.length === 0) return "This project has no files.";

    const rows = files.slice(offset).map(row);
    const { text, left } = rowsWithin(rows, maxListChars);
    const more = left > 0 ? ` More: offset ${offset + rows.length - left}.` : "";
    return `${files.length} ${files.length === 1 ? "file" : "files"}.${more}\n${quote(text)}`;
  },
});

function row({ id, filename, filesize, author, created_on, version, downloads, description }: ProjectFile): string {
  const facts = [
    `id ${id}`,
    fileSize(filesize),
    version && `version ${line(version.name, 80)}`,
    author && line(author.name, 80),
    day(created_on),
    downloads && `${downloads} downloads`,
  ];
  return `- ${line(filename, 200)} (${facts.filter(Boolean).join(", ")})${description ? `: ${line(description, 200)}` : ""}`;
}

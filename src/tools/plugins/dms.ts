import { z } from "zod";
import { line } from "../../format/clean.ts";
import { rowsWithin } from "../../format/text.ts";
import { day, fileSize } from "../../format/units.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { path } from "../../redmine/path.ts";
import { type DmsFile, type DmsNode, dmsCommitAnswer, dmsFileAnswer, dmsListAnswer } from "../../redmine/plugins.ts";
import { resolveProject } from "../../redmine/projects.ts";
import { readFile } from "../files/get-attachment.ts";
import { decodeUpload } from "../files/upload-file.ts";
import { nameOrId, rowLimit } from "../input.ts";
import { defineTool, ToolRefusal } from "../tool.ts";
import { readAgain, unread } from "../write-result.ts";

const maxRowChars = 36_000;
const newMajorVersion = 3; // the plugin's number for it; a new file is version 1

function nodeRow({ id, title, type, filename }: DmsNode): string {
  const name = filename && filename !== title ? ` (${line(filename, 120)})` : "";
  return `- ${line(type, 20)} ${id}: ${line(title, 120)}${name}`;
}

export const listDmsFiles = defineTool({
  name: "list_dms_files",
  title: "List documents",
  description: "Folders and files of a project's document management (plugin DMSF); folder_id opens a folder.",
  access: "read",
  toolset: "dms",
  scopes: ["view_dmsf_folders"],
  extraScopes: ["view_dmsf_files"],
  parameters: z.object({
    project_id: nameOrId,
    folder_id: z.int().positive().optional(),
    limit: rowLimit(1, 100).default(25),
    offset: z.int().min(0).default(0),
  }),
  execute: async ({ project_id, folder_id, limit, offset }, { redmine, quote }) => {
    const project = await resolveProject(project_id, redmine);
    const { dmsf } = await redmine.get(path`projects/${project.id}/dmsf.json`, dmsListAnswer, {
      what: folder_id === undefined ? `the documents of project ${project.identifier}` : `document folder ${folder_id}`,
      query: { folder_id, limit, offset },
    });
    const { dmsf_nodes: nodes, total_count: total, found_folder: folder } = dmsf;
    if (total === 0) return "There is nothing in it.";
    const { text, left } = rowsWithin(nodes.map(nodeRow), maxRowChars);
    const next = offset + nodes.length - left;
    const heading = [
      `${total} here.`,
      nodes.length === 0 && `None from offset ${offset} on.`,
      next < total && nodes.length > 0 && `More: offset ${next}.`,
    ];
    return `${heading.filter(Boolean).join(" ")}\n${quote([...(folder ? [`Folder: ${line(folder.title)}`] : []), text].join("\n"))}`;
  },
});

async function dmsFile(id: number, redmine: RedmineReader): Promise<DmsFile> {
  return (await redmine.get(path`dmsf/files/${id}.json`, dmsFileAnswer, { what: `document ${id}` })).dmsf_file;
}

/** The newest revision stands first. */
function newest(file: DmsFile) {
  return file.dmsf_file_revisions.reduce((one, other) => (other.id > one.id ? other : one));
}

export const getDmsFile = defineTool({
  name: "get_dms_file",
  title: "Read a document",
  description: "A file of the document management (plugin DMSF): its newest text or image, and its revisions.",
  access: "read",
  toolset: "dms",
  scopes: ["view_dmsf_files"],
  extraScopes: ["view_dmsf_folders"],
  parameters: z.object({
    file_id: z.int().positive(),
    offset: z.int().default(0).describe("characters to skip; negative: from the end"),
    encoding: z.string().max(40).optional(),
    entry: z.string().max(1_000).optional().describe("file in a ZIP"),
  }),
  execute: async ({ file_id, offset, encoding, entry }, context) => {
    const file = await dmsFile(file_id, context.redmine);
    const { size, mime_type, description, created_at } = newest(file);
    const revisions = file.dmsf_file_revisions.slice(0, 20).map(({ version, created_at: at, user_id, comment }) => {
      const by = user_id ? `, user ${user_id}` : "";
      return `${line(String(version ?? "?"), 20)} (${day(at)}${by}${comment ? `: ${line(comment, 80)}` : ""})`;
    });
    return readFile(
      {
        what: `document ${file_id}`,
        // the paths without .json answer with a page for people
        at: path`dmsf/files/${file_id}/download.json`,
        link: `${context.settings.redminePublicUrl}/dmsf/files/${file_id}`,
        about: `${line(file.title, 200)}; versions: ${revisions.join(", ")}`,
        attachment: {
          id: file_id,
          filename: file.name,
          filesize: size,
          content_type: mime_type ?? undefined,
          description: description ?? undefined,
          created_on: created_at,
          thumbnail_url: undefined,
        },
      },
      { offset, encoding, entry },
      context,
    );
  },
});

export const saveDmsFile = defineTool({
  name: "save_dms_file",
  title: "Save a document",
  description:
    "Puts a file of up to 5 MB into a project's document management (plugin DMSF); a file of the same name in the folder gets a new version.",
  access: "write",
  toolset: "dms",
  scopes: ["view_dmsf_folders", "view_dmsf_files", "file_manipulation"],
  extraScopes: ["add_issue_notes"],
  parameters: z.object({
    project_id: nameOrId,
    folder_id: z.int().positive().optional(),
    filename: z.string().trim().min(1).max(255),
    text: z.string().optional().describe("content, or"),
    base64: z.string().optional(),
    title: z.string().max(255).optional(),
    description: z.string().max(1_000).optional(),
    comment: z.string().max(1_000).optional(),
  }),
  execute: async (args, { redmine, quote }) => {
    const { folder_id, filename, text, base64, title, description, comment } = args;
    const bytes = await decodeUpload(text, base64);
    const project = await resolveProject(args.project_id, redmine);
    const what = `the documents of project ${project.identifier}`;
    // an unknown folder would put the file at the top
    await redmine.get(path`projects/${project.id}/dmsf.json`, dmsListAnswer, {
      what: folder_id === undefined ? what : `document folder ${folder_id}`,
      query: { folder_id, limit: 1 },
    });

    const { token } = await redmine.upload(filename, bytes);
    const uploaded_file = {
      name: filename,
      title: title ?? filename.replace(/\.[^.]{1,10}$/, ""),
      ...(description !== undefined && { description }),
      ...(comment !== undefined && { comment }),
      version: newMajorVersion,
      token,
    };
    const attachments = { ...(folder_id !== undefined && { folder_id }), uploaded_file };
    const endpoint = path`projects/${project.id}/dmsf/commit.json`;
    const { dmsf_files } = await redmine.post(endpoint, { attachments }, { what, schema: dmsCommitAnswer });
    const [made] = dmsf_files;
    if (!made) throw new ToolRefusal("Redmine took the file but saved no document: the user's role may not allow it.");

    const file = await readAgain(dmsFile(made.id, redmine));
    if (!file) return unread(`document ${made.id}`);
    const { size, version } = newest(file);
    const faults = [
      size !== bytes.length && `Redmine has ${fileSize(size)}, not the ${fileSize(bytes.length)} that were sent.`,
      (file.dmsf_folder_id ?? undefined) !== folder_id && `It is NOT in folder ${folder_id ?? "(none)"}.`,
    ].filter((each) => each !== false);
    const result =
      `Saved as document ${file.id}, version ${line(String(version ?? "?"), 20)}. ${faults.join(" ")}`.trimEnd();
    return `${result}\n${quote(`${line(file.title, 200)} (${line(file.name, 200)})`)}`;
  },
});

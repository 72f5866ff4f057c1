import { setImmediate as otherWork } from "node:timers/promises";
import { z } from "zod";
import { line } from "../../format/clean.ts";
import { fileSize } from "../../format/units.ts";
import type { RedmineWriter } from "../../redmine/client.ts";
import { type Attachment, fileList } from "../../redmine/content.ts";
import { issueAnswer } from "../../redmine/issues.ts";
import { choose } from "../../redmine/named-list.ts";
import { path } from "../../redmine/path.ts";
import { type Project, resolveProject } from "../../redmine/projects.ts";
import { versionsOf } from "../../redmine/versions.ts";
import { textToChange } from "../../redmine/wiki-text.ts";
import { issueNumber, nameOrId } from "../input.ts";
import { readBack } from "../issues/write-errors.ts";
import { defineTool, ToolRefusal } from "../tool.ts";
import { readPage, refuseDecorated } from "../wiki/read-page.ts";
import { hasText } from "../wiki/save-wiki-page.ts";
import { madeDespite, notMade, type Sent, sendAndRead, unread } from "../write-result.ts";

export interface Upload {
  token: string;
  filename: string;
  description?: string;
}

/** Where a file goes. It is read before the upload, so that no file is sent to a record that does not exist. */
export interface UploadTarget {
  name: string;
  /** With the error where Redmine answered with one; `after` is undefined where the record cannot be read. */
  attach(upload: Upload): Promise<Sent<AttachedFiles>>;
}

interface AttachedFiles {
  files: readonly Attachment[];
  /** What else the upload changed. */
  warning?: string;
}

/** Attaches the file to an issue. Throws RedmineFailure when the caller cannot read it. */
export async function onIssue(id: number, note: string | undefined, redmine: RedmineWriter): Promise<UploadTarget> {
  const endpoint = path`issues/${id}.json`;
  const what = `issue #${id}`;
  await redmine.get(endpoint, issueAnswer, { what });
  return {
    name: what,
    attach: async (upload) => {
      const put = redmine.put(endpoint, { issue: { uploads: [upload], ...(note && { notes: note }) } }, { what });
      return sendAndRead(put, async () => {
        const files = (await readBack(id, "attachments", redmine))?.attachments;
        return files && { files };
      });
    },
  };
}

/** Attaches the file to a wiki page. Throws ToolRefusal when there is no such page, or its stored text cannot be read. */
export async function onWikiPage(project: Project, title: string, redmine: RedmineWriter): Promise<UploadTarget> {
  const page = await readPage(redmine, project, title);
  if (!page) throw new ToolRefusal(`There is no wiki page “${title}” in this project. Nothing was uploaded.`);
  const name = page.title;
  const text = (await textToChange(page, project, redmine)) ?? refuseDecorated();
  const what = `wiki page “${name}” of project ${project.identifier}`;
  return {
    name: what,
    attach: async (upload) => {
      // the same text again makes no new version
      const wiki_page = { text, version: page.version, uploads: [upload] };
      const put = redmine.put(path`projects/${project.id}/wiki/${name}.json`, { wiki_page }, { what });
      return sendAndRead(put, async () => {
        const after = await readPage(redmine, project, name);
        if (!after?.attachments) return undefined;
        const changed = after.version !== page.version || (await hasText(after, text, project, redmine)) === false;
        const warning = `The page's text is not that of version ${page.version} any more: read the page.`;
        return { files: after.attachments, ...(changed && { warning }) };
      });
    },
  };
}

/** Adds the file to the files of a project, or of one of its versions. Throws LookupRefusal for an unknown version. */
export async function onProject(
  project: Project,
  version: string | number | undefined,
  redmine: RedmineWriter,
): Promise<UploadTarget> {
  const endpoint = path`projects/${project.id}/files.json`;
  const chosenVersion = version === undefined ? undefined : await choose(versionsOf(project), version, redmine);
  const what = `the files of project ${project.identifier}`;
  return {
    name: chosenVersion ? `${what}, version ${chosenVersion.id}` : what,
    attach: async (upload) => {
      const file = { ...upload, ...(chosenVersion && { version_id: chosenVersion.id }) };
      const post = redmine.post(endpoint, { file }, { what, schema: z.undefined() });
      return sendAndRead(post, () => redmine.get(endpoint, fileList, { what }));
    },
  };
}

export const maxUploadBytes = 5 * 1024 * 1024; // Redmine's default limit; in base64 it fits the 8 MB that a request may have

/** The bytes of a file given as text or as base64, in turns with other work. Throws ToolRefusal. */
export async function decodeUpload(text: string | undefined, base64: string | undefined): Promise<Uint8Array> {
  if ((text === undefined) === (base64 === undefined)) {
    throw new ToolRefusal("Give the content either as text or as base64. Nothing was uploaded.");
  }
  refuseLonger(text?.length ?? 0, " or more"); // before 8 million characters are looked at
  const bytes = text === undefined ? await decoded(base64 ?? "") : new TextEncoder().encode(text);
  if (bytes.length === 0) throw new ToolRefusal("The file is empty. Nothing was uploaded.");
  refuseLonger(bytes.length);
  return bytes;
}

function refuseLonger(bytes: number, orMore = ""): void {
  if (bytes <= maxUploadBytes) return;
  throw new ToolRefusal(
    `The file has ${fileSize(bytes)}${orMore}: at most ${fileSize(maxUploadBytes)} can be sent here. Nothing was uploaded.`,
  );
}

const charactersPerTurn = 256 * 1024;

/** Takes the URL-safe alphabet, line ends and the beginning of a data: URL, too. */
async function decoded(base64: string): Promise<Uint8Array> {
  const begin = /^data:[^,]{0,200},/.exec(base64)?.[0].length ?? 0;
  const parts: Buffer[] = [];
  let rest = ""; // fewer than four characters
  let padding = "";
  for (let at = begin; at < base64.length; at += charactersPerTurn) {
    const characters = base64.slice(at, at + charactersPerTurn).replace(/\s+/g, "");
    const letters = /^[A-Za-z0-9+/_-]*/.exec(characters)?.[0] ?? "";
    if (padding !== "" && letters !== "") refuseBase64();
    padding += characters.slice(letters.length);
    if (!/^={0,2}$/.test(padding)) refuseBase64();
    const all = rest + letters;
    const whole = all.length - (all.length % 4);
    parts.push(Buffer.from(all.slice(0, whole), "base64"));
    rest = all.slice(whole);
    await otherWork();
  }
  if ((rest.length + padding.length) % 4 === 1) refuseBase64();
  parts.push(Buffer.from(rest, "base64"));
  return Buffer.concat(parts);
}

function refuseBase64(): never {
  throw new ToolRefusal("base64 is not valid base64. Nothing was uploaded. Give text for a plain text.");
}

const input = z.object({
  filename: z.string().trim().min(1).max(255),
  text: z.string().optional(),
  base64: z.string().optional(),
  description: z.string().max(255).optional(),
  issue_id: issueNumber.optional(),
  note: z.string().max(65_000).optional(),
  project_id: nameOrId.optional(),
  wiki_page: z.string().min(1).max(255).optional().describe("title, with project_id"),
  version: nameOrId.optional().describe("of project files"),
});

export const uploadFile = defineTool({
  name: "upload_file",
  title: "Attach file",
  description: "Attaches a file (text or base64, up to 5 MB) to an issue, wiki page or project.",
  access: "write",
  toolset: "files",
  scopes: ["view_issues", "add_issue_notes"],
  extraScopes: ["edit_issues", "edit_own_issues", "edit_wiki_pages", "manage_files", "view_files", "view_wiki_pages"],
  parameters: input,
  execute: async (args, { redmine, quote }) => {
    const { filename, text, base64, description } = args;
    const bytes = await decodeUpload(text, base64);
    const target = await targetOf(args, redmine);

    const { token } = await redmine.upload(filename, bytes);
    const { after, error } = await target.attach({ token, filename, ...(description && { description }) });
    if (!after) return unread(target.name);
    // the token begins with the attachment's number
    const file = after.files.find(({ id }) => String(id) === token.split(".")[0]);
    if (!file && error !== undefined) throw notMade(error);
    if (!file) {
      throw new ToolRefusal(
        `Redmine took the file but did NOT attach it to ${target.name}: the user may lack the permission. Nobody sees it.`,
      );
    }
    const about = `${line(file.filename)} (${fileSize(file.filesize)})`;
    const warning = after.warning ? ` ${after.warning}` : "";
    const despite = error === undefined ? "" : ` ${madeDespite(error)}`;
    return `Attached to ${target.name} as attachment ${file.id}.${despite}${warning}\n${quote(about)}`;
  },
});

async function targetOf(
  { issue_id, note, project_id, wiki_page, version }: z.output<typeof input>,
  redmine: RedmineWriter,
): Promise<UploadTarget> {
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
  const project = await resolveProject(project_id ?? 0, redmine);
  if (wiki_page === undefined) return onProject(project, version, redmine);
  if (version !== undefined) throw new ToolRefusal("Give wiki_page or version, not both. Nothing was uploaded.");
  return onWikiPage(project, wiki_page, redmine);
}

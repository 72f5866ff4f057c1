import { createHash, randomBytes } from "node:crypto";
import { mayAnywhere } from "../access/permissions.ts";
import type { Attachment } from "../content-records.ts";
import { anonymousId } from "../issues/draft.ts";
import { addJournal, detail } from "../issues/journal.ts";
import { timestamp } from "../sample.ts";
import type { Ask } from "../web/ask.ts";
import { orNotFound } from "../web/find.ts";
import { objectIn, text } from "../web/params.ts";
import { denied, empty, json, noContent, Refused, unprocessable } from "../web/reply.ts";
import { attachmentJson } from "./render.ts";
import { mayTouch } from "./rights.ts";

const uploadPermissions =
  "add_issues edit_issues edit_own_issues copy_issues add_issue_notes manage_news add_documents edit_documents manage_files edit_wiki_pages add_messages edit_messages edit_own_messages".split(
    " ",
  );

/** POST /uploads.json?filename=…: the bytes, as application/octet-stream and nothing else. */
export async function upload({ sample, caller, params, request, say }: Ask): Promise<Response> {
  const { state, switches } = sample;
  if (!uploadPermissions.some((name) => mayAnywhere(sample, caller, name))) {
    throw new Refused(denied(switches, caller));
  }
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/octet-stream") return empty(406);
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.length > state.attachmentMaxBytes) return unprocessable([say("fileTooBig", state.attachmentMaxBytes)]);

  const filename = cleanName(text(params.filename) || randomBytes(16).toString("hex"));
  const attachment = state.attachments.add({
    container: null,
    filename,
    filesize: bytes.length,
    content_type: text(params.content_type) || contentTypeOf(filename),
    description: null,
    author_id: caller.user?.id ?? anonymousId,
    created_on: timestamp(sample),
    downloads: 0,
    digest: createHash("sha256").update(bytes).digest("hex"),
    bytes,
  });
  return json({ upload: { id: attachment.id, token: `${attachment.id}.${attachment.digest}` } }, 201);
}

/** Without folders, and without what no file system likes. */
const cleanName = (name: string) => name.replace(/^.*[\\/]/s, "").replace(/[/?%*:|"'<>\n\r]+/g, "_");

/** GET /attachments/:id.json */
export function showAttachment(ask: Ask, id: string): Response {
  const attachment = attachmentInPath(ask, id, "see");
  return json({ attachment: attachmentJson(ask.sample, attachment) });
}

function attachmentInPath(ask: Ask, id: string, right: "see" | "edit" | "delete"): Attachment {
  const { sample, caller } = ask;
  const attachment = orNotFound(sample.state.attachments.get(Number(id)));
  if (!mayTouch(ask, attachment, right)) throw new Refused(denied(sample.switches, caller));
  return attachment;
}

/** PUT /attachments/:id.json */
export function updateAttachment(ask: Ask, id: string): Response {
  const attachment = attachmentInPath(ask, id, "edit");
  const values = objectIn(ask.params, "attachment");
  const filename = text(values.filename);
  if (filename !== undefined) attachment.filename = cleanName(filename);
  if (text(values.content_type) !== undefined) attachment.content_type = text(values.content_type) ?? "";
  if (values.description !== undefined) attachment.description = text(values.description) ?? "";
  return noContent();
}

/** DELETE /attachments/:id.json; an issue's history keeps the name. */
export function deleteAttachment(ask: Ask, id: string): Response {
  const { sample, caller } = ask;
  const attachment = attachmentInPath(ask, id, "delete");
  sample.state.attachments.delete(attachment.id);
  const { container } = attachment;
  const issue = container?.type === "issue" ? sample.state.issues.get(container.id) : undefined;
  if (issue) {
    const updated = issue.updated_on;
    addJournal(sample, issue, {
      details: [detail("attachment", attachment.id, attachment.filename, null)],
      userId: caller.user?.id ?? anonymousId,
    });
    issue.updated_on = updated;
  }
  return noContent();
}

const types: Record<string, string> = {
  txt: "text/plain",
  log: "text/plain",
  md: "text/markdown",
  csv: "text/csv",
  html: "text/html",
  xml: "text/xml",
  json: "application/json",
  pdf: "application/pdf",
  zip: "application/zip",
  gz: "application/x-gzip",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  svg: "image/svg+xml",
};

/** By the ending of the name; Redmine knows many more. */
export function contentTypeOf(filename: string): string {
  const ending = filename.split(".").at(-1)?.toLowerCase() ?? "";
  return types[ending] ?? "application/octet-stream";
}

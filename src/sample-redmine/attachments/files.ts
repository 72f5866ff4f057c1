import type { Attachment, Container } from "../content-records.ts";
import type { Version } from "../records.ts";
import type { Ask } from "../web/ask.ts";
import { projectInPath } from "../web/find.ts";
import { integer, isParams, list, objectIn, type Param, type Params, present, text } from "../web/params.ts";
import { compact } from "../web/refs.ts";
import { empty, json, noContent } from "../web/reply.ts";
import { attachmentJson, attachmentsOf } from "./render.ts";

/** GET /projects/:id/files.json: the project's, then those of its versions, the last version first. */
export function listFiles(ask: Ask, key: string): Response {
  const { state } = ask.sample;
  const project = projectInPath(ask, key, "view_files");
  const versions = state.versions.where(({ project_id }) => project_id === project.id).sort(lastFirst);
  const files = [
    ...attachmentsOf(state, { type: "project", id: project.id }).map((file) => fileJson(ask, file)),
    ...versions.flatMap((version) =>
      attachmentsOf(state, { type: "version", id: version.id }).map((file) => fileJson(ask, file, version)),
    ),
  ];
  return json({ files });
}

const lastFirst = (a: Version, b: Version) =>
  (b.effective_date ?? "9999").localeCompare(a.effective_date ?? "9999") || b.name.localeCompare(a.name, "en");

const fileJson = ({ sample }: Ask, file: Attachment, version?: Version) =>
  compact({
    ...attachmentJson(sample, file),
    version: version && { id: version.id, name: version.name },
    digest: file.digest,
    downloads: file.downloads,
  });

/** POST /projects/:id/files.json {file: {token, version_id}} */
export function createFile(ask: Ask, key: string): Response {
  const { state } = ask.sample;
  const project = projectInPath(ask, key, "manage_files");
  const values = objectIn(ask.params, "file");
  const version = state.versions.get(integer(values.version_id));
  const inVersion = present(values.version_id) && version?.project_id === project.id ? version : undefined;
  const { files } = readUploads(ask, [values]);
  if (files.length === 0) return empty(404);
  attach(files, inVersion ? { type: "version", id: inVersion.id } : { type: "project", id: project.id });
  return noContent();
}

type Upload = { attachment: Attachment; values: Params };

/** uploads: [{token, filename, description, content_type}]; a token counts once. */
export function readUploads({ sample: { state }, say }: Ask, value: Param): { files: Upload[]; errors: string[] } {
  const entries = isParams(value) ? Object.values(value) : list(value);
  const files: Upload[] = [];
  let lost = 0;
  for (const values of entries) {
    if (!isParams(values)) continue;
    const [id, digest] = (text(values.token) ?? "").split(".");
    const attachment = state.attachments.get(Number(id));
    if (attachment && attachment.container === null && attachment.digest === digest) files.push({ attachment, values });
    else lost += 1;
  }
  return { files, errors: lost > 0 ? [say("filesLost", lost)] : [] };
}

/** Gives uploaded files to what they belong to. */
export function attach(uploads: Upload[], container: Container): Attachment[] {
  return uploads.map(({ attachment, values }) => {
    attachment.container = container;
    attachment.filename = text(values.filename)?.trim() || attachment.filename;
    attachment.description = text(values.description) ?? "";
    attachment.content_type = text(values.content_type) || attachment.content_type;
    return attachment;
  });
}

import type { Attachment, Container } from "../content-records.ts";
import type { Ask } from "../web/ask.ts";
import { isParams, list, type Param, type Params, text } from "../web/params.ts";

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

import type { Attachment, Container } from "../content-records.ts";
import type { Ask } from "../web/ask.ts";
import { isParams, list, type Param, type Params, text } from "../web/params.ts";

type Upload = { attachment: Attachment; wanted: Params };

/** uploads: [{token, filename, description, content_type}]; a token counts once. */
export function readUploads({ sample: { state }, say }: Ask, value: Param): { files: Upload[]; errors: string[] } {
  const entries = isParams(value) ? Object.values(value) : list(value);
  const files: Upload[] = [];
  let lost = 0;
  for (const wanted of entries) {
    if (!isParams(wanted)) continue;
    const [id, digest] = (text(wanted.token) ?? "").split(".");
    const attachment = state.attachments.get(Number(id));
    if (attachment && attachment.container === null && attachment.digest === digest) files.push({ attachment, wanted });
    else lost += 1;
  }
  return { files, errors: lost > 0 ? [say("filesLost", lost)] : [] };
}

/** Gives uploaded files to what they belong to. */
export function attach(uploads: Upload[], container: Container): Attachment[] {
  return uploads.map(({ attachment, wanted }) => {
    attachment.container = container;
    attachment.filename = text(wanted.filename)?.trim() || attachment.filename;
    attachment.description = text(wanted.description) ?? "";
    attachment.content_type = text(wanted.content_type) || attachment.content_type;
    return attachment;
  });
}

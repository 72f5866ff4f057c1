import type { Attachment, Container } from "../content-records.ts";
import type { Sample } from "../sample.ts";
import type { State } from "../state.ts";
import { compact, pick, principal } from "../web/refs.ts";

export const attachmentsOf = (state: State, container: Container): Attachment[] =>
  state.attachments.where((row) => row.container?.type === container.type && row.container.id === container.id);

export const isImage = ({ content_type }: Attachment): boolean => content_type.startsWith("image/");

export function attachmentJson({ state, baseUrl }: Sample, attachment: Attachment): object {
  const { id } = attachment;
  return compact({
    ...pick(attachment, "id", "filename", "filesize", "content_type", "description"),
    content_url: `${baseUrl}/attachments/download/${id}/${encodeURIComponent(attachment.filename)}`,
    thumbnail_url: isImage(attachment) ? `${baseUrl}/attachments/thumbnail/${id}` : undefined,
    author: principal(state, attachment.author_id),
    created_on: attachment.created_on,
  });
}

import { getAttachment } from "../../src/tools/files/get-attachment.ts";
import { stubRedmine } from "../support/stub-redmine.ts";

/** What get_attachment answers for a file with this content. */
export async function read(content: Uint8Array<ArrayBuffer>, filename: string, args: object = {}) {
  const attachment = { id: 3, filename, filesize: content.length, created_on: "2026-03-26T09:00:00Z" };
  const redmine = stubRedmine({
    "/attachments/3.json": { attachment },
    "/attachments/download/3": () => new Response(content),
  });
  const result = await getAttachment.call({ attachment_id: 3, ...args }, redmine.context);
  const words = result.text.replace(/redmine-[0-9a-f]{8}/g, "redmine");
  const [, text = ""] = /\nText:\n([\s\S]*)\n<\/redmine>$/.exec(words) ?? [];
  return { ...result, requests: redmine.requests, words, inside: text };
}

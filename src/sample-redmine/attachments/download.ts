import type { Attachment } from "../content-records.ts";
import type { Ask } from "../web/ask.ts";
import { errorPage, redirect } from "../web/page.ts";
import { isImage } from "./render.ts";
import { mayTouch } from "./rights.ts";

const missing = () => errorPage("404", 404, "The page you were trying to access doesn't exist or has been removed.");

/** GET /attachments/download/:id/:filename answers people: a login page or an error page where there is no file for them. */
export function download(ask: Ask, id: string, filename?: string): Response | Promise<Response> {
  const attachment = ask.sample.state.attachments.get(Number(id));
  if (!attachment || (filename !== undefined && filename !== attachment.filename)) return missing();
  const refused = refusal(ask, attachment);
  if (refused) return refused;
  if (attachment.container?.type === "version" || attachment.container?.type === "project") attachment.downloads += 1;
  return send(attachment, attachment.content_type === "application/pdf" ? "inline" : "attachment");
}

/** GET /attachments/thumbnail/:id(/:size): the sample does not scale, an image is its own thumbnail. */
export function thumbnail(ask: Ask, id: string): Response | Promise<Response> {
  const attachment = ask.sample.state.attachments.get(Number(id));
  if (!attachment) return missing();
  const refused = refusal(ask, attachment);
  if (refused) return refused;
  return isImage(attachment)
    ? send(attachment, "attachment")
    : new Response("", { status: 404, headers: { "content-type": "text/html" } });
}

function refusal(ask: Ask, attachment: Attachment): Response | Promise<Response> | undefined {
  if (mayTouch(ask, attachment, "see")) return undefined;
  if (ask.caller.user) return errorPage("403", 403, "You are not authorized to access this page.");
  return redirect(`${ask.sample.baseUrl}/login?back_url=${encodeURIComponent(ask.request.url)}`);
}

function send(attachment: Attachment, disposition: "inline" | "attachment"): Response {
  const plain = attachment.filename
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^ -~]/g, "?");
  const encoded = encodeURIComponent(attachment.filename);
  return new Response(attachment.bytes, {
    headers: {
      "content-type": attachment.content_type || "application/octet-stream",
      "content-disposition": `${disposition}; filename="${plain}"; filename*=UTF-8''${encoded}`,
      "content-length": String(attachment.bytes.length),
      "cache-control": "private",
    },
  });
}

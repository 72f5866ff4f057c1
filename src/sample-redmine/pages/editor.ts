import type { Ask } from "../web/ask.ts";
import { loginFirst, plainPage } from "./plain-page.ts";

/** GET /news.html: of the page only the toolbar of its text editor, by which clients tell the text format. */
export function newsPage(ask: Ask): Response {
  loginFirst(ask);
  return plainPage(
    '<script src="/assets/jstoolbar/jstoolbar-0.js"></script>\n<script src="/assets/jstoolbar/common_mark-0.js"></script>',
  );
}

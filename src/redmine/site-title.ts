import { line } from "../format/clean.ts";
import { limits } from "./limits.ts";
import { path } from "./path.ts";
import type { Send } from "./send.ts";

const keptMs = 60 * 60_000;
const retryMs = 60_000; // after a failure
const maxLength = 60;

/** The title that Redmine's administrators gave it, as its sign-in page shows it; "" until it is known. Never waits. */
export function createSiteTitle(send: Send, now: () => number): () => string {
  let title = "";
  let askAgainAt = 0;

  async function refresh(): Promise<void> {
    try {
      const { status, body } = await send(
        { method: "GET", path: path`login`, timeoutMs: 5_000 },
        limits.loginPageBytes,
      );
      if (status === 200) title = titleIn(Buffer.from(body).toString("utf8")) ?? title;
      else askAgainAt = now() + retryMs;
    } catch {
      askAgainAt = now() + retryMs; // the pages do without
    }
  }

  return () => {
    if (now() >= askAgainAt) {
      askAgainAt = now() + keptMs;
      void refresh();
    }
    return title;
  };
}

/** Undefined where the page has none. Redmine's sign-in page has no name of its own before it. */
function titleIn(page: string): string | undefined {
  const start = page.indexOf("<title>");
  const end = page.indexOf("</title>", start);
  if (start < 0 || end < 0 || end - start > 1_000) return undefined;
  return line(unescaped(page.slice(start + "<title>".length, end)), maxLength) || undefined;
}

function unescaped(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}

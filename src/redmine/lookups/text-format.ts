import type { RedmineReader } from "../client.ts";
import { path } from "../path.ts";
import { pageMissing, unless } from "../unless.ts";
import type { Lookups } from "./lookups.ts";

/** One setting for all texts of a Redmine; undefined when it cannot be told. */
export type TextFormat = "Markdown" | "Textile" | undefined;

const maxPageBytes = 400_000;

/**
 * The REST API does not tell, but every page with a text editor loads the toolbar of the format. The list of news is the
 * lightest such page that answers with our credentials; /help/wiki_syntax answers a Redmine that requires login with a
 * redirect that looks like a lost sign-in.
 */
export async function textFormat(redmine: RedmineReader, lookups: Lookups): Promise<TextFormat> {
  const { format } = await lookups.get("text-format", async () => {
    const page = await unless(
      pageMissing,
      redmine.download(path`news.html`, { what: "the news", maxBytes: maxPageBytes, query: { limit: 1 } }),
    );
    return { format: page && formatOf(new TextDecoder().decode(page.bytes)) };
  });
  return format;
}

function formatOf(html: string): TextFormat {
  const [, toolbar] = /jstoolbar\/(textile|markdown|common_mark)\b/.exec(html) ?? [];
  if (!toolbar) return undefined;
  return toolbar === "textile" ? "Textile" : "Markdown";
}

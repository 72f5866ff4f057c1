import type { RedmineReader } from "./client.ts";
import { pageMissing, unless } from "./failure.ts";
import { limits } from "./limits.ts";
import { path } from "./path.ts";

/** One setting for all texts of a Redmine; undefined when it cannot be told. */
export type TextFormat = "Markdown" | "Textile" | undefined;

const kind = "text-format";

/**
 * The REST API does not tell, but every page with a text editor loads the toolbar of the format. The list of news is the
 * lightest such page that answers with our credentials; /help/wiki_syntax answers a Redmine that requires login with a
 * redirect that looks like a lost sign-in.
 */
export async function textFormat(redmine: RedmineReader): Promise<TextFormat> {
  const { format } = await redmine.lookups.get<{ format: TextFormat }>(kind, async () => {
    const page = await unless(
      pageMissing,
      redmine.download(path`news.html`, {
        what: "the news",
        maxBytes: limits.textFormatPageBytes,
        query: { limit: 1 },
      }),
    );
    return { format: page && formatOf(new TextDecoder().decode(page.bytes)) };
  });
  return format;
}

/** The toolbar stands on other pages with a text editor too: where one was read anyway, the list of news need not be. */
export function rememberTextFormat(html: string, redmine: RedmineReader): void {
  const format = formatOf(html);
  if (format) void redmine.lookups.get(kind, async () => ({ format }));
}

function formatOf(html: string): TextFormat {
  const [, toolbar] = /jstoolbar\/(textile|markdown|common_mark)\b/.exec(html) ?? [];
  if (!toolbar) return undefined;
  return toolbar === "textile" ? "Textile" : "Markdown";
}

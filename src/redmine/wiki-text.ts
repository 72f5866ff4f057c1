import type { RedmineReader } from "./client.ts";
import { unless } from "./failure.ts";
import { limits } from "./limits.ts";
import { path } from "./path.ts";
import { type Project, projectAnswer } from "./projects.ts";
import { type WikiPage, wikiPageAnswer } from "./wiki.ts";

/**
 * The plugin redmine_wiki_extensions adds text to every API answer with a wiki page: a macro at the end, and the wiki's
 * pages “Header” and “Footer” around all other pages. Redmine stores whatever is sent, so that none of it may be sent back.
 */
const macro = "\n\n{{fnlist}}\n";
const headerOf = (text: string) => `\n<div id="wiki_extentions_header">\n\n${text}\n\n</div>\n\n`;
const footerOf = (text: string) => `\n<div id="wiki_extentions_footer">\n\n${text}\n\n</div>`;
const footerBegin = `${macro}\n<div id="wiki_extentions_footer">`;

const pluginDiv = /<div id="wiki_extentions_(header|footer)">/;

/** Whether a text has the plugin's header or footer, which no page has as its own unless it was stored by mistake. */
export function hasPluginDiv(text: string): boolean {
  return pluginDiv.test(text);
}

/** The plugin adds the macro to every page, so that a text without it is the page's own. */
function mayBeDecorated(text: string): boolean {
  return text.endsWith(macro) || (text.endsWith("\n\n</div>") && text.includes(footerBegin));
}

/**
 * The text that Redmine stores for this page, for reading and comparing; undefined where a plugin's additions cannot be
 * told from it. `version` is given for an old one.
 */
export async function storedText(
  page: WikiPage,
  project: Project,
  redmine: RedmineReader,
  version?: number,
): Promise<string | undefined> {
  if (!mayBeDecorated(page.text)) return page.text;
  return (await exportedText(page, project, redmine, version)) ?? undecorated(page, project, redmine);
}

/**
 * The text to base a change on: Redmine's own export where role and sign-in allow it, because no plugin changes that.
 * The page was read before, so that an export of a newer version ends in a conflict and overwrites nothing.
 */
export async function textToChange(
  page: WikiPage,
  project: Project,
  redmine: RedmineReader,
): Promise<string | undefined> {
  return (await exportedText(page, project, redmine)) ?? undecorated(page, project, redmine);
}

/** Redmine answers 406 without the permission export_wiki_pages. */
async function exportedText(
  { title }: WikiPage,
  project: Project,
  redmine: RedmineReader,
  version?: number,
): Promise<string | undefined> {
  if (redmine.scopes && !redmine.scopes.has("export_wiki_pages")) return undefined;
  const at =
    version === undefined
      ? path`projects/${project.id}/wiki/${title}.txt`
      : path`projects/${project.id}/wiki/${title}/${version}.txt`;
  const file = await unless(
    ["forbidden", "not_found", "not_redmine", "invalid"],
    redmine.download(at, { what: `the text of wiki page “${title}”`, maxBytes: limits.wikiTextBytes }),
  );
  if (!file || file.cut || !file.contentType.startsWith("text/plain")) return undefined;
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(file.bytes);
}

/** The text without exactly one layer of the plugin's additions; undefined where they do not fit. */
async function undecorated(page: WikiPage, project: Project, redmine: RedmineReader): Promise<string | undefined> {
  const { text, title } = page;
  if (!mayBeDecorated(text)) return text;
  const isOn = await hasWikiExtensions(project, redmine);
  if (isOn === undefined) return undefined;
  if (!isOn) return text;
  if (title === "Header" || title === "Footer") return between("", text, macro);

  const [header, footer] = await Promise.all([
    wrapperText("Header", project, redmine),
    wrapperText("Footer", project, redmine),
  ]);
  if (header === undefined || footer === undefined) return undefined;
  const before = header === null ? "" : headerOf(header);
  const after = footer === null ? macro : `${macro}${footerOf(footer)}`;
  return between(before, text, after);
}

function between(before: string, text: string, after: string): string | undefined {
  const fits = text.startsWith(before) && text.endsWith(after) && text.length >= before.length + after.length;
  return fits ? text.slice(before.length, text.length - after.length) : undefined;
}

/** The own text of the page Header or Footer: null where there is none, undefined where it cannot be read. */
async function wrapperText(
  title: string,
  project: Project,
  redmine: RedmineReader,
): Promise<string | null | undefined> {
  const what = `wiki page “${title}” of project ${project.identifier}`;
  const get = redmine.get(path`projects/${project.id}/wiki/${title}.json`, wikiPageAnswer, { what });
  const answer = await unless(["not_found"], get).catch(() => "unreadable" as const);
  if (answer === undefined) return null;
  return answer === "unreadable" ? undefined : between("", answer.wiki_page.text, macro);
}

/** Asked anew each time: a remembered answer could be older than the plugin's. Undefined where Redmine does not tell. */
async function hasWikiExtensions(project: Project, redmine: RedmineReader): Promise<boolean | undefined> {
  const what = `project ${project.identifier}`;
  const query = { include: "enabled_modules" };
  const answer = await unless(
    ["forbidden", "not_found"],
    redmine.get(path`projects/${project.id}.json`, projectAnswer, { what, query }),
  );
  const modules = answer?.project.enabled_modules;
  return modules && modules.length > 0 ? modules.some(({ name }) => name === "wiki_extensions") : undefined;
}

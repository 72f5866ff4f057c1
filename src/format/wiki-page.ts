import type { Attachment } from "../redmine/content.ts";
import type { ListedWikiPage, WikiPage } from "../redmine/wiki.ts";
import { clean, line } from "./clean.ts";
import { treeRows } from "./project.ts";
import { part, type Quote, rowsWithin } from "./text.ts";
import { day, fileSize } from "./units.ts";

const maxTextChars = 34_000;
const maxIndexChars = 38_000;
const maxAttachments = 30;

interface WikiPageView {
  current: boolean;
  /** The text may have additions of a plugin that cannot be told from it. */
  decorated?: boolean;
  offset: number;
  format: string | undefined;
  quote: Quote;
}

/** A page for reading and for changing: its text stands at the end, unchanged but for what nobody can see. */
export function wikiPageText(
  page: WikiPage,
  { current, decorated = false, offset, format, quote }: WikiPageView,
): string {
  const text = clean(page.text);
  const shown = part(text, offset, maxTextChars);
  const whole = offset === 0 && shown.next === undefined;

  const heading = [
    `Wiki page, version ${page.version}${current ? " (the current one)" : " (an old one)"}, ${text.length} characters${format ? ` of ${format}` : ""}.`,
    decorated && "A plugin (wiki_extensions) adds to this text what the page itself does not have: do not save it.",
    current && whole && !decorated && `To change it, save with version ${page.version}.`,
    !whole && `Shown from character ${offset}${shown.next === undefined ? " to the end" : ` to ${shown.next}`}.`,
    shown.next !== undefined &&
      `The next part: offset ${shown.next}.${decorated ? "" : " To change a page this long, use old_text and new_text."}`,
    whole &&
      lostCharacters(page.text) &&
      "Some invisible characters are left out here and are lost if this text is saved.",
  ];

  const facts = [
    `Title: ${line(page.title)}`,
    page.parent && `Parent: ${line(page.parent.title)}`,
    `Changed ${day(page.updated_on)}${page.author ? ` by ${line(page.author.name)}` : ""}${page.comments ? `: ${line(page.comments, 200)}` : ""}`,
    page.attachments?.length && attachmentList(page.attachments),
    "Text:",
  ];

  return `${said(heading, " ")}\n${quote(`${said(facts, "\n")}\n${shown.text}`)}`;
}

function attachmentList(attachments: readonly Attachment[]): string {
  const shown = attachments.slice(0, maxAttachments).map(attachmentRow);
  const more = attachments.length - shown.length;
  return `Attachments: ${shown.join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}

/** "#12 plan.pdf (120 kB)": the number is what get_attachment takes. */
export function attachmentRow({ id, filename, filesize }: Attachment): string {
  return `#${id} ${line(filename, 100)} (${fileSize(filesize)})`;
}

function lostCharacters(text: string): boolean {
  return clean(text).length < text.replaceAll("\r\n", "\n").length;
}

function said(parts: readonly (string | false | 0 | undefined)[], between: string): string {
  return parts.filter(Boolean).join(between);
}

/** The tree of pages, children below their parents. */
export function wikiIndexText(pages: readonly ListedWikiPage[], quote: Quote): string {
  if (pages.length === 0) return "This wiki has no pages yet.";
  const rows = treeRows(pages, {
    key: ({ title }) => title,
    parent: ({ parent }) => parent?.title,
    row: ({ title, updated_on }) => `- ${line(title)} (${day(updated_on)})`,
  });
  const { text, left } = rowsWithin(rows, maxIndexChars);
  const more = left > 0 ? ` ${left} are left out: find them with search_redmine.` : "";
  return `${pages.length} wiki ${pages.length === 1 ? "page" : "pages"}, children below their parents.${more}\n${quote(text)}`;
}

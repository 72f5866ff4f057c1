import type { Attachment } from "../redmine/content.ts";
import type { ListedWikiPage, WikiPage } from "../redmine/wiki.ts";
import { clean, line } from "./clean.ts";
import { authorName } from "./history.ts";
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
    `Changed ${day(page.updated_on)}${page.author ? ` by ${authorName(page.author.name)}` : ""}${page.comments ? `: ${line(page.comments, 200)}` : ""}`,
    page.attachments?.length && attachmentList(page.attachments),
    "Text:",
  ];

  return `${joined(heading, " ")}\n${quote(`${joined(facts, "\n")}\n${shown.text}`)}`;
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

function joined(parts: readonly (string | false | 0 | undefined)[], between: string): string {
  return parts.filter(Boolean).join(between);
}

export interface WikiIndexView {
  /** Only pages below this one. */
  parent?: string | undefined;
  offset: number;
  quote: Quote;
}

/**
 * The tree of pages, children below their parents. A wiki too large for one answer is shown by its upper levels, with how many
 * pages are below each.
 */
export function wikiIndexText(pages: readonly ListedWikiPage[], { parent, offset, quote }: WikiIndexView): string {
  if (pages.length === 0) return "This wiki has no pages yet.";
  const below = Map.groupBy(pages, (page) => page.parent?.title);
  const listed = parent === undefined ? pages : descendants(parent, below);
  if (listed.length === 0) return "This page has no pages below it.";

  const trees = ["all", 2] as const;
  const tree = trees
    .values()
    .map((depth) => ({ depth, rows: treeRowsOf(depth === "all" ? listed : upperLevels(listed, depth), below) }))
    .find(({ rows }) => rows && rowsWithin(rows, maxIndexChars).left === 0);
  const top = tree ? [] : upperLevels(listed, 1);
  const from = tree?.rows ? tree.rows.slice(offset) : topRows(top.slice(offset, offset + mostRows), below);
  const { text, left } = rowsWithin(from, maxIndexChars);
  const next = offset + from.length - left;
  const heading = [
    `${listed.length} wiki ${listed.length === 1 ? "page" : "pages"}${parent === undefined ? "" : " below this one"}, children below their parents.`,
    !tree && "The top level is shown: parent lists the pages below one of them.",
    tree?.depth === 2 && "Two levels are shown: parent lists the pages below one of them.",
    next < (tree?.rows ?? top).length && from.length > 0 && `More: offset ${next}.`,
    from.length === 0 && `None from offset ${offset} on.`,
  ].filter(Boolean);
  return from.length === 0 ? heading.join(" ") : `${heading.join(" ")}\n${quote(text)}`;
}

const mostRows = Math.floor(maxIndexChars / "- T (2026-01-01)\n".length); // more never fit, and a wiki may have 20,000 pages

type Below = ReadonlyMap<string | undefined, readonly ListedWikiPage[]>;

/** Undefined where there are too many. */
function treeRowsOf(shown: readonly ListedWikiPage[], below: Below): string[] | undefined {
  if (shown.length > mostRows) return undefined;
  const listed = new Set(shown);
  return treeRows(shown, {
    key: ({ title }) => title,
    parent: ({ parent }) => parent?.title,
    row: (page) => wikiRow(page, (below.get(page.title) ?? []).filter((child) => !listed.has(child)).length),
  });
}

/** Pages that stand side by side. */
function topRows(pages: readonly ListedWikiPage[], below: Below): string[] {
  return pages.map((page) => wikiRow(page, below.get(page.title)?.length ?? 0));
}

function wikiRow({ title, updated_on }: ListedWikiPage, hidden: number): string {
  return `- ${line(title)} (${day(updated_on)}${hidden > 0 ? `, ${hidden} below` : ""})`;
}

/** Pages without a parent in the list; with `depth` 2 those below them too. */
function upperLevels(pages: readonly ListedWikiPage[], depth: 1 | 2): readonly ListedWikiPage[] {
  const titles = new Set(pages.map(({ title }) => title));
  const isTop = ({ parent }: ListedWikiPage) => !parent || !titles.has(parent.title);
  const top = pages.filter(isTop);
  if (depth === 1) return top;
  const tops = new Set(top.map(({ title }) => title));
  return pages.filter(({ parent }) => !parent || !titles.has(parent.title) || tops.has(parent.title));
}

function descendants(title: string, below: Below): ListedWikiPage[] {
  const descendants = new Set<ListedWikiPage>();
  const waiting = [title];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const child of below.get(next) ?? []) {
      if (descendants.has(child)) continue;
      descendants.add(child);
      waiting.push(child.title);
    }
  }
  return [...descendants];
}

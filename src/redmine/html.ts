import { setImmediate as otherWork } from "node:timers/promises";
import { type Token, type TokenHandler, Tokenizer, TokenizerMode } from "parse5";
import { RedmineFailure } from "./failure.ts";
import { limits } from "./limits.ts";

export interface Element {
  tagName: string;
  attributes: ReadonlyMap<string, string>;
  children: (Element | string)[];
  parent: Element | undefined;
}

const charactersPerTurn = 32_768; // one to five milliseconds

const empty = new Set([
  "area",
  "base",
  "br",
  "col",
  "embed",
  "hr",
  "img",
  "input",
  "link",
  "meta",
  "source",
  "track",
  "wbr",
]);
/** Elements that end an open paragraph. */
const blocks = new Set(
  "address article aside blockquote center details dialog dir div dl dd dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre search section summary table ul".split(
    " ",
  ),
);
/** Elements whose content is text, whatever stands in it. */
const texts: ReadonlyMap<string, Tokenizer["state"]> = new Map([
  ["textarea", TokenizerMode.RCDATA],
  ["title", TokenizerMode.RCDATA],
  ["style", TokenizerMode.RAWTEXT],
  ["iframe", TokenizerMode.RAWTEXT],
  ["noframes", TokenizerMode.RAWTEXT],
  ["xmp", TokenizerMode.RAWTEXT],
  ["script", TokenizerMode.SCRIPT_DATA],
]);

class PageTokenizer extends Tokenizer {
  /** Of the tag that is being read. */
  get attributesSoFar(): number {
    return this.currentToken && "attrs" in this.currentToken ? this.currentToken.attrs.length : 0;
  }
}

function tooManyAttributes(): RedmineFailure {
  return new RedmineFailure({ reason: "not_redmine", because: "shape", detail: "attributes in a page", sent: "read" });
}

/**
 * Gives each outermost element with one of these tags to `onElement`, in the order of the page. A page of megabytes is read in
 * parts, with other work in between, and nothing is kept of it but the element that is being read. Throws RedmineFailure where
 * a tag has more attributes than we read.
 */
export async function readElements(
  html: string,
  tags: ReadonlySet<string>,
  onElement: (element: Element) => void,
): Promise<void> {
  let open: Element | undefined;
  const openTags = new Map<string, number>();

  function count(tag: string, by: 1 | -1): void {
    openTags.set(tag, (openTags.get(tag) ?? 0) + by);
  }

  /** Closes the innermost open element with this tag, and what it has open within it. */
  function close(tag: string): void {
    if ((openTags.get(tag) ?? 0) === 0) return; // so that each step below closes an element: the work is linear
    for (let closed = open; closed; closed = closed.parent) {
      count(closed.tagName, -1);
      open = closed.parent;
      if (!open) onElement(closed);
      if (closed.tagName === tag) return;
    }
  }

  function begin({ tagName, attrs, selfClosing }: Token.TagToken): void {
    if (attrs.length > limits.tagAttributes) throw tooManyAttributes();
    const text = texts.get(tagName);
    if (text !== undefined) tokenizer.state = text;

    if (blocks.has(tagName)) close("p");
    if (tagName === "option" && open?.tagName === "option") close("option");
    if (!open && !tags.has(tagName)) return;

    const attributes = new Map(attrs.map(({ name, value }) => [name, value]));
    const element: Element = { tagName, attributes, children: [], parent: open };
    open?.children.push(element);
    if (empty.has(tagName) || selfClosing) {
      if (!open) onElement(element);
      return;
    }
    open = element;
    count(tagName, 1);
  }

  function addText({ chars }: Token.CharacterToken): void {
    open?.children.push(chars);
  }

  const nothing = () => undefined;
  const handler: TokenHandler = {
    onStartTag: begin,
    onEndTag: ({ tagName }) => close(tagName),
    onCharacter: addText,
    onWhitespaceCharacter: addText,
    onNullCharacter: nothing,
    onComment: nothing,
    onDoctype: nothing,
    onEof: nothing,
  };
  const tokenizer = new PageTokenizer({ sourceCodeLocationInfo: false }, handler);

  for (let at = 0; at < html.length; at += charactersPerTurn) {
    if (at > 0) await otherWork();
    const next = at + charactersPerTurn;
    tokenizer.write(html.slice(at, next), next >= html.length);
    if (tokenizer.attributesSoFar > limits.tagAttributes) throw tooManyAttributes();
  }
  while (open?.parent) open = open.parent; // what the page leaves open
  if (open) onElement(open);
}

/** All elements below, in the order of the page; with a tag, the outermost of it, so that none is read twice. */
export function elementsIn(root: Element, tag?: string): Element[] {
  const elements: Element[] = [];
  const left = root.children.toReversed(); // a stack of its own: pages can be nested deeper than calls may be
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (typeof node === "string") continue;
    const isAsked = tag === undefined || node.tagName === tag;
    if (isAsked) elements.push(node);
    if (isAsked && tag !== undefined) continue;
    for (let at = node.children.length - 1; at >= 0; at -= 1) left.push(node.children[at] as Element | string);
  }
  return elements;
}

/** The text of the element and of all elements in it, as it stands in the page. */
export function textOf(element: Element): string {
  const texts: string[] = [];
  const left: (Element | string)[] = [element];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (typeof node === "string") {
      texts.push(node);
      continue;
    }
    for (let at = node.children.length - 1; at >= 0; at -= 1) left.push(node.children[at] as Element | string);
  }
  return texts.join("");
}

import { clean } from "../../format/clean.ts";

/**
 * The text with the passage replaced, or how often the passage occurs where that is not once. The passage is looked for as
 * tools show it: with any line ends and without invisible characters. Everything around what really differs stays as it is
 * stored, byte for byte.
 */
export function withPassage(text: string, passage: string, replacement: string): string | number {
  const spelled = spelledOut(text, passage);
  if (spelled) return text.slice(0, spelled.from) + withLineEnds(replacement, text) + text.slice(spelled.to);

  const shown = clean(text);
  const old = clean(passage);
  const times = old === "" ? 0 : occurrences(shown, old);
  if (times !== 1) return times;

  const next = replacement.replace(/\r\n?/g, "\n");
  const at = shown.indexOf(old);
  const replaced = (same: { first: number; last: number }) => {
    const { from, to } = stored(text, shown, at + same.first, at + old.length - same.last);
    return join(text.slice(0, from), next.slice(same.first, next.length - same.last), text.slice(to), text);
  };
  const kept = replaced(sameEnds(old, next));
  // an invisible character that stays within the passage may be spelling beside its new neighbours
  const isAsRequested = clean(kept) === clean(shown.slice(0, at) + next + shown.slice(at + old.length));
  return isAsRequested ? kept : replaced({ first: 0, last: 0 });
}

/** A lone \r before a \n that was not its neighbour would make one line end of two. */
function join(head: string, middle: string, tail: string, page: string): string {
  const meets = head.endsWith("\r") && (middle + tail.slice(0, 1)).startsWith("\n");
  return meets
    ? head.slice(0, -1) + withLineEnds(`\n${middle}`, page) + tail
    : head + withLineEnds(middle, page) + tail;
}

/** Line ends as most are in the page: a browser sends \r\n. */
export function withLineEnds(text: string, page: string): string {
  const bare = withoutCarriageReturns(text);
  const pairs = page.split("\r\n").length - 1;
  const all = page.split("\n").length - 1;
  return pairs > 0 && pairs * 2 >= all ? bare.replaceAll("\n", "\r\n") : bare;
}

function withoutCarriageReturns(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

/** Where a passage that holds invisible characters stands exactly so, once. */
function spelledOut(text: string, passage: string): { from: number; to: number } | undefined {
  const bare = withoutCarriageReturns(passage);
  if (bare === clean(bare)) return undefined;
  const forms = [...new Set([bare, bare.replaceAll("\n", "\r\n")])].filter((form) => occurrences(text, form) === 1);
  const [form, other] = forms;
  if (form === undefined || other !== undefined) return undefined;
  const from = text.indexOf(form);
  return { from, to: from + form.length };
}

function occurrences(text: string, passage: string): number {
  let count = 0;
  for (let at = text.indexOf(passage); at >= 0; at = text.indexOf(passage, at + passage.length)) count += 1;
  return count;
}

/** How many characters two texts share at their beginnings, and at their ends behind that. */
function sameEnds(one: string, other: string): { first: number; last: number } {
  const most = Math.min(one.length, other.length);
  let first = 0;
  while (first < most && one[first] === other[first]) first += 1;
  let last = 0;
  while (last < most - first && one[one.length - 1 - last] === other[other.length - 1 - last]) last += 1;
  return { first, last };
}

/** Where a part of the shown text stands in the stored one: from its first character to behind its last. */
function stored(text: string, shown: string, begin: number, end: number): { from: number; to: number } {
  let at = 0;
  let behind = 0; // behind the stored form of the last character that was passed
  let from = -1;
  for (let next = 0; next < shown.length; next += 1) {
    if (next === end) break;
    while (at < text.length && !standsFor(text.charCodeAt(at), shown.charCodeAt(next))) at += 1;
    if (next === begin) from = at;
    at += text.startsWith("\r\n", at) ? 2 : 1;
    behind = at;
  }
  return begin === end ? { from: behind, to: behind } : { from, to: behind };
}

/** Whether `clean` makes this character of the stored one. */
function standsFor(code: number, shown: number): boolean {
  if (code === shown) return true;
  if (shown === 0x0a) return code === 0x0d || code === 0x85 || code === 0x2028 || code === 0x2029;
  return shown === 0xfffd && code >= 0xd800 && code < 0xe000;
}

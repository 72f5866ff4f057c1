import { setImmediate as nextTurn } from "node:timers/promises";
import { bounds } from "./bounds.ts";

const quote = 0x22;
const backslash = 0x5c;
const marks = new Uint8Array(256);
for (const mark of ",:") marks[mark.charCodeAt(0)] = 1;
for (const open of "[{") marks[open.charCodeAt(0)] = 2;
for (const close of "]}") marks[close.charCodeAt(0)] = 3;

/**
 * Whether JSON has more values, or deeper ones, than `bounds` allow: 8 MB of `[],[],…` become a gigabyte of objects.
 * One pass over the bytes; what is no JSON at all is left to the parser.
 */
export function isOvergrown(json: Uint8Array): boolean {
  let count = 0;
  let depth = 0;
  let inString = false;

  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] ?? 0;
    if (byte === quote) inString = !inString;
    else if (inString) at += byte === backslash ? 1 : 0;
    else {
      const mark = marks[byte] ?? 0;
      if (mark === 0) continue;
      count += 1;
      if (mark === 2) depth += 1;
      if (mark === 3) depth -= 1;
      if (count > bounds.jsonMarks || depth > bounds.jsonDepth) return true;
    }
  }
  return false;
}

type ParsedJson = { value: unknown } | { problem: "overgrown" | "not_json" };

/** The value, or why there is none. */
export function parseJson(json: Uint8Array): ParsedJson {
  return isOvergrown(json) ? { problem: "overgrown" } : parseText(utf8.decode(json));
}

/** The same in three turns of the event loop: 8 MB at once would keep everybody waiting. */
export async function parseLongJson(json: Uint8Array): Promise<ParsedJson> {
  if (isOvergrown(json)) return { problem: "overgrown" };
  await nextTurn();
  const text = utf8.decode(json);
  await nextTurn();
  return parseText(text);
}

function parseText(text: string): ParsedJson {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { problem: "not_json" };
  }
}

const utf8 = new TextDecoder();

import { setImmediate as nextTurn } from "node:timers/promises";
import { bounds } from "./bounds.ts";

const quote = 0x22;
const backslash = 0x5c;
const pieceBytes = 512 * 1024;
const marks = new Uint8Array(256);
for (const mark of ",:") marks[mark.charCodeAt(0)] = 1;
for (const open of "[{") marks[open.charCodeAt(0)] = 2;
for (const close of "]}") marks[close.charCodeAt(0)] = 3;

/**
 * Says of JSON, given piece by piece, whether it has more values, or deeper ones, than `bounds` allow: 8 MB of `[],[],…` become
 * a gigabyte of objects. One pass over the bytes; what is no JSON at all is left to the parser.
 */
function shapeCheck(): (piece: Uint8Array) => boolean {
  let count = 0;
  let depth = 0;
  let inString = false;
  let isEscaped = false; // the piece before ended with a backslash

  return (piece) => {
    let at = isEscaped ? 1 : 0;
    for (; at < piece.length; at += 1) {
      const byte = piece[at] ?? 0;
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
    isEscaped = at > piece.length;
    return false;
  };
}

type ParsedJson = { value: unknown } | { problem: "overgrown" | "not_json" };

/** The value, or why there is none. */
export function parseJson(json: Uint8Array): ParsedJson {
  return isOvergrown(json) ? { problem: "overgrown" } : parseText(new TextDecoder().decode(json));
}

export function isOvergrown(json: Uint8Array): boolean {
  return shapeCheck()(json);
}

/** The same in many turns of the event loop: 8 MB at once would keep everybody waiting. Only the parser itself takes one turn. */
export async function parseLongJson(json: Uint8Array): Promise<ParsedJson> {
  const isTooMuch = shapeCheck();
  const decoder = new TextDecoder();
  let text = "";
  for (let at = 0; at < json.length; at += pieceBytes) {
    const piece = json.subarray(at, at + pieceBytes);
    if (isTooMuch(piece)) return { problem: "overgrown" };
    text += decoder.decode(piece, { stream: true });
    await nextTurn();
  }
  return parseText(text + decoder.decode());
}

function parseText(text: string): ParsedJson {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { problem: "not_json" };
  }
}

import { setImmediate as nextTurn } from "node:timers/promises";

const quote = 0x22;
const backslash = 0x5c;
const pieceBytes = 512 * 1024;
const marks = new Uint8Array(256);
for (const mark of ",:") marks[mark.charCodeAt(0)] = 1;
for (const open of "[{") marks[open.charCodeAt(0)] = 2;
for (const close of "]}") marks[close.charCodeAt(0)] = 3;

/** `marks`: commas, colons and brackets outside strings. `depth`: brackets within brackets. */
export interface JsonLimits {
  marks: number;
  depth: number;
}

/**
 * Of an answer of Redmine's. 100 issues with 100 custom fields each have about 100,000 marks, 2,000 journals as many. The
 * values of this many take 20 to 30 MB of the heap.
 */
export const answerLimits: JsonLimits = { marks: 500_000, depth: 1_000 };

export type ReadJson = { value: unknown } | { problem: "overgrown" | "not_json" };

/**
 * Says of JSON, given piece by piece, whether it has more values, or deeper ones, than allowed: 8 MB of `[],[],…` become
 * a gigabyte of objects. One pass over the bytes; what is no JSON at all is left to the parser.
 */
function shapeCheck(limits: JsonLimits): (piece: Uint8Array) => boolean {
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
        if (count > limits.marks || depth > limits.depth) return true;
      }
    }
    isEscaped = at > piece.length;
    return false;
  };
}

export function isOvergrown(json: Uint8Array, limits: JsonLimits): boolean {
  return shapeCheck(limits)(json);
}

/** The value, or why there is none. */
export function readJson(json: Uint8Array, limits: JsonLimits): ReadJson {
  return isOvergrown(json, limits) ? { problem: "overgrown" } : readText(new TextDecoder().decode(json));
}

/** The same in many turns of the event loop: 8 MB at once would keep everybody waiting. Only the parser itself takes one turn. */
export async function readLongJson(json: Uint8Array, limits: JsonLimits): Promise<ReadJson> {
  const isTooMuch = shapeCheck(limits);
  const decoder = new TextDecoder();
  let text = "";
  for (let at = 0; at < json.length; at += pieceBytes) {
    const piece = json.subarray(at, at + pieceBytes);
    if (isTooMuch(piece)) return { problem: "overgrown" };
    text += decoder.decode(piece, { stream: true });
    await nextTurn();
  }
  return readText(text + decoder.decode());
}

/** The JSON in an answer of Redmine's; undefined where it is none or has more values than `answerLimits` allow. */
export function jsonIn(bytes: Uint8Array): unknown {
  const read = readJson(bytes, answerLimits);
  return "value" in read ? read.value : undefined;
}

export function parseJson(text: string): unknown {
  const read = readText(text);
  return "value" in read ? read.value : undefined;
}

function readText(text: string): ReadJson {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { problem: "not_json" };
  }
}

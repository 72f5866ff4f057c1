const quote = 0x22;
const backslash = 0x5c;
const letterU = 0x75;
const escapeBytes = 6; // \u and four digits
export const shortAnswerBytes = 1024 * 1024;
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

/** Where a piece of JSON ends, and what it had of strings. */
export interface JsonPosition {
  inString: boolean;
  /** Quotes that begin or end a string, in this piece. */
  quotes: number;
  /** Bytes at the end of an escape sequence that has begun, such as `\\u12`. */
  begunEscape: number;
}

/**
 * Counts the values of JSON, given piece by piece: 8 MB of `[],[],…` become a gigabyte of objects. Gives undefined as soon as
 * it has more values, or deeper ones, than allowed. One pass over the bytes; what is no JSON at all is left to the parser.
 */
export function shapeCheck(limits: JsonLimits): (piece: Uint8Array) => JsonPosition | undefined {
  let count = 0;
  let depth = 0;
  let inString = false;
  let escapeAt = -escapeBytes; // where the last one began; before this piece where negative
  let isUnicode = false; // it is `\u` and four digits

  return (piece) => {
    let quotes = 0;
    let at = 0;
    if (escapeAt === -1) {
      isUnicode = piece[0] === letterU;
      at = 1;
    }
    for (; at < piece.length; at += 1) {
      const byte = piece[at] ?? 0;
      if (byte === quote) {
        inString = !inString;
        quotes += 1;
      } else if (inString) {
        if (byte !== backslash) continue;
        escapeAt = at;
        at += 1;
        isUnicode = piece[at] === letterU;
      } else {
        const mark = marks[byte] ?? 0;
        if (mark === 0) continue;
        count += 1;
        if (mark === 2) depth += 1;
        if (mark === 3) depth -= 1;
        if (count > limits.marks || depth > limits.depth) return undefined;
      }
    }
    escapeAt = Math.max(escapeAt - piece.length, -escapeBytes);
    const isWithin = inString && escapeAt > -(isUnicode ? escapeBytes : 2);
    return { inString, quotes, begunEscape: isWithin ? -escapeAt : 0 };
  };
}

/** Whether the text has more marks or is nested deeper than the limits say; nothing is parsed. */
export function isOvergrown(json: Uint8Array, limits: JsonLimits): boolean {
  return shapeCheck(limits)(json) === undefined;
}

/** The value, or why there is none. */
export function readJson(json: Uint8Array, limits: JsonLimits): ReadJson {
  return isOvergrown(json, limits) ? { problem: "overgrown" } : readText(new TextDecoder().decode(json));
}

/** The JSON in a short answer of Redmine's, such as an error; undefined where it is none, or too much for one. */
export function jsonIn(bytes: Uint8Array): unknown {
  if (bytes.length > shortAnswerBytes) return undefined;
  const read = readJson(bytes, answerLimits);
  return "value" in read ? read.value : undefined;
}

/** The value of a text that is ours or already bounded; undefined where it is no JSON. */
export function parseJson(text: string): unknown {
  const read = readText(text);
  return "value" in read ? read.value : undefined;
}

/** As `parseJson`, with the reason. */
export function readText(text: string): ReadJson {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { problem: "not_json" };
  }
}

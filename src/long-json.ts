import { randomBytes } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type JsonLimits, parseJson, type ReadJson, readText, shapeCheck } from "./json.ts";

const blockBytes = 64 * 1024;
const turnBytes = 256 * 1024;

/**
 * The same as `readJson`, in many turns of the event loop: 8 MB at once would keep everybody waiting. The middle of a long
 * string is parsed block by block and put back at the end, so that the parser's own turn is short where strings are long.
 */
export async function readLongJson(pieces: readonly Uint8Array[], limits: JsonLimits): Promise<ReadJson> {
  const positionAfter = shapeCheck(limits);
  const decoder = new TextDecoder();
  const middles = createMiddles();
  let text = "";
  let begunEscape = ""; // at the end of the block before
  let wasInString = false;
  let bytesOfTurn = 0;

  for (const block of blocksOf(pieces)) {
    const position = positionAfter(block);
    if (!position) return { problem: "overgrown" };
    const decoded = begunEscape + decoder.decode(block, { stream: true });
    const part = decoded.slice(0, decoded.length - position.begunEscape);
    begunEscape = decoded.slice(part.length);
    if (wasInString && position.quotes === 0) {
      const middle = parseJson(`"${part}"`);
      if (typeof middle !== "string") return { problem: "not_json" };
      text += middles.add(middle);
    } else {
      middles.endString();
      text += part;
    }
    wasInString = position.inString;
    bytesOfTurn += block.length;
    if (bytesOfTurn >= turnBytes) {
      bytesOfTurn = 0;
      await nextTurn();
    }
  }

  const read = readText(text + begunEscape + decoder.decode());
  return "value" in read ? middles.putBack(read.value) : read;
}

/** Of equal length, whatever the pieces: the name of a member is shorter than a block, and none of a few bytes is a middle. */
function* blocksOf(pieces: readonly Uint8Array[]): Generator<Uint8Array> {
  let block: Uint8Array[] = [];
  let length = 0;
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + blockBytes - length);
      block.push(part);
      length += part.length;
      at += part.length;
      if (length < blockBytes) continue;
      yield block.length === 1 ? part : Buffer.concat(block, length);
      block = [];
      length = 0;
    }
  }
  if (length > 0) yield Buffer.concat(block, length);
}

/** What long strings have in their middles, and a mark for each in the text that the parser sees. */
function createMiddles() {
  const mark = randomBytes(16).toString("hex"); // nobody can guess it
  const middles: string[] = [];
  let isSameString = false;
  let left = 0; // to be put back

  /** The string with its middle. */
  function whole(text: string): string {
    const at = text.length < mark.length ? -1 : text.indexOf(mark);
    if (at < 0) return text;
    const end = text.indexOf(".", at);
    const middle = middles[Number(text.slice(at + mark.length, end))] ?? "";
    left -= 1;
    return text.slice(0, at) + middle + text.slice(end + 1);
  }

  function visit(value: unknown): unknown {
    if (typeof value === "string") return whole(value);
    if (typeof value !== "object" || value === null || left === 0) return value;
    if (Array.isArray(value)) {
      for (let at = 0; at < value.length; at += 1) value[at] = visit(value[at]);
      return value;
    }
    const members = value as Record<string, unknown>;
    for (const name in members) members[name] = visit(members[name]);
    return value;
  }

  return {
    /** Gives what stands for it in the text. */
    add(middle: string): string {
      const last = middles.length - 1;
      if (isSameString) {
        middles[last] += middle; // no copy is made before somebody looks at the characters
        return "";
      }
      isSameString = true;
      middles.push(middle);
      left += 1;
      return `${mark}${last + 1}.`;
    },
    endString(): void {
      isSameString = false;
    },
    putBack(value: unknown): ReadJson {
      const filled = left > 0 ? visit(value) : value;
      return left === 0 ? { value: filled } : { problem: "overgrown" }; // as long as that is the name of a member
    },
  };
}

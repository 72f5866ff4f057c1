import { longText } from "../../src/format/long-text.ts";
import { encodingOf } from "../../src/format/text-encoding.ts";
import { atOnce } from "../../src/in-turns.ts";

/** What a file is read as; undefined where it is no text. */
export function readText(bytes: Uint8Array, cut: boolean) {
  const found = atOnce(encodingOf(bytes, cut));
  if (!found) return undefined;
  const text = atOnce(longText(bytes, found.encoding, cut));
  return { text: text.slice(0, text.length), damaged: text.damaged, ...found };
}

import { Parser } from "htmlparser2";
import { encodingOf } from "../format/text-encoding.ts";
import { atOnce } from "../in-turns.ts";
import type { Archive } from "./archive.ts";
import { DocumentRefused } from "./extracted.ts";
import { limits } from "./limits.ts";

export type Attributes = Readonly<Record<string, string>>;

export interface XmlHandler {
  /** Names come without their namespace's prefix. */
  open?(name: string, attributes: Attributes): void;
  close?(name: string): void;
  text?(text: string): void;
  /** Nothing more is wanted. */
  isDone?(): boolean;
}

/**
 * Reads an entry of an archive as XML, piece by piece. Entities that a document declares itself are not expanded, and what a
 * document refers to is not fetched. False where there is no such entry.
 */
export async function readXml(archive: Archive, name: string, handler: XmlHandler): Promise<boolean> {
  const lowerName = name.replace(/^\//, "").toLowerCase();
  const entry = archive.entries.find((each) => each.name.replaceAll("\\", "/").toLowerCase() === lowerName);
  if (!entry) return false;

  let depth = 0;
  const parser = new Parser(
    {
      onopentag: (tag, attributes) => {
        depth += 1;
        if (depth > limits.depth) throw new DocumentRefused("too_large_inside");
        handler.open?.(local(tag), attributes);
      },
      onclosetag: (tag) => {
        depth -= 1;
        handler.close?.(local(tag));
      },
      ontext: (text) => handler.text?.(text),
    },
    { xmlMode: true, decodeEntities: true },
  );

  let decoder: TextDecoder | undefined;
  for await (const piece of archive.read(entry)) {
    decoder ??= new TextDecoder(atOnce(encodingOf(piece.subarray(0, 100), true))?.encoding ?? "utf-8");
    parser.write(decoder.decode(piece, { stream: true }));
    if (handler.isDone?.()) return true;
  }
  parser.end(decoder?.decode());
  return true;
}

function local(tag: string): string {
  return tag.slice(tag.indexOf(":") + 1);
}

/** An attribute by its name without prefix. */
export function attribute(attributes: Attributes, name: string): string | undefined {
  const attribute = Object.entries(attributes).find(([each]) => local(each) === name);
  return attribute?.[1];
}

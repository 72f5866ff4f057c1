import { type JsonLimits, type ReadJson, readJson, isOvergrown as shapeIsOvergrown } from "../json.ts";
import { readLongJson } from "../long-json.ts";
import { bounds } from "./bounds.ts";

const limits: JsonLimits = { marks: bounds.jsonMarks, depth: bounds.jsonDepth };

/** The value in a body, or why there is none. */
export function parseJson(json: Uint8Array): ReadJson {
  return readJson(json, limits);
}

/** Whether the body of a request has too many values or is nested too deeply. */
export function isOvergrown(json: Uint8Array): boolean {
  return shapeIsOvergrown(json, limits);
}

/** The same as `parseJson`, in many turns of the event loop. */
export async function parseLongJson(pieces: readonly Uint8Array[]): Promise<ReadJson> {
  return readLongJson(pieces, limits);
}

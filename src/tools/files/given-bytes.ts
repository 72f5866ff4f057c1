import { fileSize } from "../../format/size.ts";
import { ToolRefusal } from "../tool-refusal.ts";

export const maxUploadBytes = 5 * 1024 * 1024; // Redmine's default limit; in base64 it fits the 8 MB that a request may have

/** The bytes of a file given as text or as base64. Throws ToolRefusal. */
export function givenBytes(text: string | undefined, base64: string | undefined): Uint8Array {
  if ((text === undefined) === (base64 === undefined)) {
    throw new ToolRefusal("Give the content either as text or as base64. Nothing was uploaded.");
  }
  const bytes = text === undefined ? decoded(base64 ?? "") : new TextEncoder().encode(text);
  if (bytes.length === 0) throw new ToolRefusal("The file is empty. Nothing was uploaded.");
  if (bytes.length > maxUploadBytes) {
    throw new ToolRefusal(
      `The file has ${fileSize(bytes.length)}: at most ${fileSize(maxUploadBytes)} can be sent here. Nothing was uploaded.`,
    );
  }
  return bytes;
}

function decoded(base64: string): Uint8Array {
  const plain = base64.replace(/^data:[^,]{0,200},/, "").replace(/\s+/g, "");
  if (plain.length % 4 === 1 || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(plain)) {
    throw new ToolRefusal("base64 is not valid base64. Nothing was uploaded. Give text for a plain text.");
  }
  return Buffer.from(plain, "base64"); // takes the URL-safe alphabet too
}

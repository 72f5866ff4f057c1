import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { decodeUpload, maxUploadBytes } from "../../src/tools/files/upload-file.ts";

const partCharacters = 256 * 1024; // read in one turn

test.each([
  ["as Node.js writes it", (text: string) => text],
  ["with a line end after 76 characters", (text: string) => text.replace(/.{76}/g, "$&\r\n")],
  ["in the URL-safe alphabet", (text: string) => text.replaceAll("+", "-").replaceAll("/", "_")],
  ["without its padding", (text: string) => text.replaceAll("=", "")],
  ["as a data: URL", (text: string) => `data:image/png;base64,${text}`],
  ["with a million spaces at the end", (text: string) => text + " ".repeat(1_000_000)],
  ["with spaces within its padding", (text: string) => text.replace(/=$/, `${" ".repeat(partCharacters)}=`)],
])("base64 %s gives its bytes, wherever a part of it ends", async (_, written) => {
  for (const more of [0, 1, 2, 3, 4, 5]) {
    const bytes = randomBytes((partCharacters * 3) / 4 + more);
    expect(Buffer.from(await decodeUpload(undefined, written(bytes.toString("base64")))).equals(bytes)).toBe(true);
  }
});

test.each([
  ["a letter alone", "A"],
  ["a letter of no alphabet", "AAAA*AAA"],
  ["something after its padding", "QQ==QQ=="],
  ["too much padding", "QQ==="],
  ["padding for nothing", "QQQQ="],
  ["letters in the next part after its padding", `${"A".repeat(partCharacters - 2)}==AAAA`],
  ["eight megabytes of padding", "=".repeat(7_900_000)],
])("base64 with %s is refused", async (_, text) => {
  await expect(decodeUpload(undefined, text)).rejects.toThrow("not valid base64");
});

test("a text that is too long is refused before its bytes are counted", async () => {
  await expect(decodeUpload("é".repeat(maxUploadBytes + 1), undefined)).rejects.toThrow("or more: at most");
  await expect(decodeUpload("é".repeat(maxUploadBytes / 2 + 1), undefined)).rejects.toThrow("at most");
});

import { expect, test } from "vitest";
import { fileKind } from "../../src/format/file-kind.ts";
import { readText } from "./read-text.ts";

const bytes = (...values: number[]) => new Uint8Array(values);
const utf8 = (text: string) => new TextEncoder().encode(text);

test.each([
  ["image/png", bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0)],
  ["image/jpeg", bytes(0xff, 0xd8, 0xff, 0xe0, 0)],
  ["image/gif", utf8("GIF89a......")],
  ["image/webp", utf8("RIFF....WEBPVP8 ")],
])("%s is known by its bytes", async (mimeType, content) => {
  expect(await fileKind(content, false)).toMatchObject({ kind: "image", mimeType });
});

test.each([
  ["SVG", '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
  ["HTML", "<!doctype html><p>hello"],
])("%s is text, never an image", (_, content) => {
  expect(readText(utf8(content), false)).toMatchObject({ text: content });
});

test("text is read as UTF-8, as UTF-16 with a mark, else as Windows' western encoding", () => {
  expect(readText(utf8("\uFEFFäöü 你好"), false)).toMatchObject({ text: "äöü 你好" });
  expect(readText(bytes(0xff, 0xfe, 0x61, 0, 0xe4, 0), false)).toMatchObject({ text: "aä" });
  expect(readText(bytes(0xfe, 0xff, 0, 0x61, 0, 0xe4), false)).toMatchObject({ text: "aä" });
  expect(readText(bytes(0x4d, 0xfc, 0x6c, 0x6c), false)).toMatchObject({ text: "Müll" });
});

test.each([
  ["PDF", utf8("%PDF-1.7"), "pdf"],
  ["ZIP", bytes(0x50, 0x4b, 3, 4, 0), "zip"],
  ["an empty ZIP", bytes(0x50, 0x4b, 5, 6, 0), "zip"],
])("%s is a document to be read", async (_, content, container) => {
  expect(await fileKind(content, false)).toMatchObject({ kind: "document", container });
});

test("a character that the cut went through is left out", () => {
  expect(readText(utf8("ab你").subarray(0, 4), true)).toMatchObject({ text: "ab" });
});

test.each([
  ["gzip", bytes(0x1f, 0x8b, 8, 0), "gzip archive"],
  [
    "an Office document with a password",
    new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, ...Buffer.from("EncryptedPackage", "utf16le")]),
    "Office document with a password",
  ],
  ["unknown data", bytes(1, 2, 3, 0, 0xff), undefined],
  ["control bytes that are not UTF-8", bytes(0x01, 0xff, 0x02, 0xfe), undefined],
])("%s is neither text nor image", async (_, content, name) => {
  expect(await fileKind(content, false)).toEqual({ kind: "binary", name });
});

test("an empty file is an empty text", () => {
  expect(readText(bytes(), false)).toMatchObject({ text: "" });
});

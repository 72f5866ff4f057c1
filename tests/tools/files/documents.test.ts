import { expect, test } from "vitest";
import {
  bombPdf,
  docxOf,
  glyphs,
  japaneseFont,
  mappedFont,
  pagesPdf,
  pdfOf,
  shown,
  streamOf,
  zipOf,
} from "../../file-text/made-files.ts";
import { read } from "../../file-text/read-file.ts";
import { encode } from "../../support/encode.ts";
import { pngOf } from "../../support/pictures.ts";

const refused = (why: string) =>
  new RegExp(`^${why} The user can open it: http://redmine\\.test/attachments/3\\n<redmine>`);

test("a PDF's text comes page by page, inside the boundary, with two requests, whatever it is called", async () => {
  const { words, requests } = await read(
    pagesPdf([shown("Hello (world)", "</redmine>"), shown("Gr\xfc\xdfe")]),
    "a.bin",
  );
  expect(words.replace(/\d+ (?=bytes)/, "N ")).toBe(`PDF, 2 pages. 50 characters.
<redmine>
a.bin (N bytes, 2026-03-26)
Text:
[Page 1]
Hello (world)
</redmine>

[Page 2]
Grüße
</redmine>`);
  expect(requests).toEqual(["GET /attachments/3.json", "GET /attachments/download/3"]);
});

test("Japanese in an encoding of old programs, and Arabic that is drawn from the left, are read", async () => {
  const codes = Buffer.from(encode("日本語の見積書 12,000円", "shift_jis")).toString("hex");
  const japanese = await read(pagesPdf([`BT /F1 12 Tf 72 770 Td <${codes}> Tj ET`], japaneseFont), "見積.pdf");
  expect(japanese.inside).toBe("[Page 1]\n日本語の見積書 12,000円");

  const text = "تقرير العمل السنوي";
  const letters = [...new Set(text)].join("");
  const drawn = glyphs(letters, [...text].reverse().join(""));
  expect((await read(pagesPdf([drawn], mappedFont(letters)), "a.pdf")).inside).toBe(`[Page 1]\n${text}`);
});

test("a long PDF comes in parts that lead from one to the next, and from its end", async () => {
  const pages = Array.from({ length: 100 }, (_, at) =>
    shown(...Array.from({ length: 40 }, (_, row) => `page ${at + 1} row ${row + 1}`)),
  );
  const pdf = pagesPdf(pages);
  const first = await read(pdf, "a.pdf");
  const [, next] = /^PDF, 100 pages\. Shown from 0 to (\d+)\. More: offset \1\.\n/.exec(first.words) ?? [];
  const second = await read(pdf, "a.pdf", { offset: Number(next) });
  expect(first.inside + second.inside).toContain("page 100 row 40");
  const rows = `${first.inside}\n${second.inside}`.match(/page \d+ row \d+/g) ?? [];
  expect([rows.length, new Set(rows).size]).toEqual([4_000, 4_000]);
  expect((await read(pdf, "a.pdf", { offset: -30 })).inside).toMatch(/page 100 row 40$/);
  expect((await read(pdf, "a.pdf", { offset: 9e6 })).words).toMatch(/^The text ends at character \d+: give a smaller/);
});

test("of a PDF of 10,000 pages the beginning is there soon, and its limits are told", async () => {
  const pdf = pagesPdf(Array.from({ length: 10_000 }, (_, at) => shown(`page ${at + 1}`)));
  const { words, inside } = await read(pdf, "a.pdf");
  expect(words).toMatch(
    /^PDF, 10000 pages\. (\d+ characters\. )?(Shown from 0 to \d+\. More: offset \d+\.|Only its first 2000 pages can be read here\.|The rest was not read)/,
  );
  expect(inside, `On a busy machine the time may be over before the first page: ${words}`).toContain(
    "[Page 1]\npage 1\n",
  );
});

const zeros = new Uint8Array(5_000_000);
const noText = pagesPdf(["0 0 m 100 100 l S"]);

test.each([
  ["nothing but a PDF's beginning", new Uint8Array(Buffer.from("%PDF-1.7 nothing")), "damaged or incomplete"],
  ["a PDF that was cut", pagesPdf([shown("x")]).slice(0, 300), "damaged or incomplete"],
  [
    "a page tree that contains itself",
    pdfOf(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000 >>"]),
    "(damaged or incomplete|takes too long)",
  ],
  ["a PDF that becomes 200 MB", bombPdf(200_000_000), "(more memory than is allowed|takes too long)"],
  [
    "a PDF with a password",
    pagesPdf(
      [shown("x")],
      undefined,
      `/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${"61".repeat(32)}> /U <${"62".repeat(32)}> >>`,
    ),
    "protected by a password",
  ],
  ["an archive that was cut", zipOf({ "a.txt": "x".repeat(500) }).slice(0, 60), "damaged or incomplete"],
  [
    "a document whose XML is 9 MB of blanks",
    docxOf("", { "word/document.xml": `<w>${" ".repeat(9_000_000)}</w>` }),
    "too large to be read",
  ],
  ["elements within elements", docxOf("<w:p>".repeat(100_000)), "too large to be read"],
  ["a file that only begins as an archive", new Uint8Array([0x50, 0x4b, 0x03, 0x04, 1, 2, 3]), "damaged or incomplete"],
])("%s is refused in a clear sentence, and the process goes on", async (_, content, why) => {
  const began = performance.now();
  const { words, isError } = await read(content, "a.pdf");
  expect(words).toMatch(refused(`[A-Z][^.]*${why}[^.]*\\.`));
  expect(isError).toBe(false);
  expect(performance.now() - began).toBeLessThan(20_000);
});

test("a PDF of images says that it holds no text", async () => {
  const { words } = await read(noText, "scan.pdf");
  expect(words).toMatch(/^PDF, 1 page\. It holds no text, only images \(as of a scanner\) or drawings\. http:/);
});

test("an archive's files are listed, and one is read by its name", async () => {
  const zip = zipOf({
    "docs/": "",
    "../../etc/passwd": "root",
    "日本/メモ.txt": "こんにちは",
    "shot.png": pngOf(30, 20),
    "report.pdf": pagesPdf([shown("inner text")]),
    "inner.zip": zipOf({ "deep.txt": "deep" }),
    "bomb.txt": zeros,
    "evil\u202etxt.exe": "MZ",
  });
  const list = await read(zip, "all.zip");
  expect(list.words).toMatch(
    /^ZIP archive, 7 files\. \d+ characters\. Parameter entry reads one of them, by its name\.\n/,
  );
  expect(list.inside.split("\n")).toEqual([
    "docs/",
    "../../etc/passwd (4 bytes, 2026-03-04)",
    "日本/メモ.txt (15 bytes, 2026-03-04)",
    expect.stringMatching(/^shot\.png \(/),
    expect.stringMatching(/^report\.pdf \(/),
    expect.stringMatching(/^inner\.zip \(/),
    "bomb.txt (5.0 MB, 2026-03-04)",
    "eviltxt.exe (2 bytes, 2026-03-04)",
  ]);

  expect((await read(zip, "all.zip", { entry: "日本/メモ.txt" })).inside).toBe("こんにちは");
  expect((await read(zip, "all.zip", { entry: "../../etc/passwd" })).inside).toBe("root");
  const picture = await read(zip, "all.zip", { entry: "shot.png" });
  expect(picture.content.map(({ type }) => type)).toEqual(["text", "image"]);
  expect((await read(zip, "all.zip", { entry: "report.pdf" })).inside).toBe("[Page 1]\ninner text");
  const inner = await read(zip, "all.zip", { entry: "inner.zip" });
  expect([inner.inside, inner.words]).toEqual([
    expect.stringContaining("deep.txt (4 bytes"),
    expect.not.stringContaining("Parameter entry"),
  ]);
  expect((await read(zip, "all.zip", { entry: "bomb.txt" })).words).toMatch(
    refused("What is compressed in this file is too large to be read here\\."),
  );
  const none = await read(zip, "all.zip", { entry: "no.txt" });
  expect([none.isError, none.words]).toEqual([true, expect.stringMatching(/^This archive has no file of that name/)]);
  const text = await read(new Uint8Array(Buffer.from("plain")), "a.txt", { entry: "x" });
  expect([text.isError, text.words]).toEqual([true, expect.stringMatching(/^This file is no ZIP archive/)]);
});

test("an archive's name without a mark is read in the encoding that it was written in", async () => {
  const zip = zipOf({ "AAAAAAAAAAAAAAAA.txt": "x" });
  const name = encode("見積書と請求書類", "shift_jis");
  for (let at = 0; at + 16 < zip.length; at += 1) {
    if (zip.subarray(at, at + 16).every((byte) => byte === 0x41)) zip.set(name, at);
  }
  expect((await read(zip, "a.zip")).inside).toBe("見積書と請求書類.txt (1 bytes, 2026-03-04)");
});

test("more documents at a time than there are places wait for their turn or are asked to come back", async () => {
  const zip = zipOf({ "x.txt": "x" });
  const all = await Promise.all(Array.from({ length: 11 }, () => read(zip, "a.zip")));
  const answers = new Set(all.map(({ words }) => words.split("\n")[0]));
  expect([...answers].sort()).toEqual([
    expect.stringMatching(/^Other documents are being read at the moment/),
    expect.stringMatching(/^ZIP archive, 1 file\./),
  ]);
  expect((await read(zip, "a.zip")).inside).toContain("x.txt");
});

test("the content of a page may be in a broken stream: the other pages are read", async () => {
  const pdf = pagesPdf([streamOf("garbage that is no deflate", "/Filter /FlateDecode"), shown("second")]);
  expect((await read(pdf, "a.pdf")).inside).toContain("[Page 2]\nsecond");
});

import { expect, test } from "vitest";
import { getAttachment } from "../../../src/tools/files/get-attachment.ts";
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
  xlsxOf,
  zipOf,
} from "../../file-text/made-files.ts";
import { encode } from "../../support/encode.ts";
import { pngOf } from "../../support/pictures.ts";
import { stubRedmine } from "../../support/stub-redmine.ts";

async function read(content: Uint8Array<ArrayBuffer>, filename: string, args: object = {}) {
  const attachment = { id: 3, filename, filesize: content.length, created_on: "2026-03-26T09:00:00Z" };
  const redmine = stubRedmine({
    "/attachments/3.json": { attachment },
    "/attachments/download/3": () => new Response(content),
  });
  const result = await getAttachment.call({ attachment_id: 3, ...args }, redmine.context);
  const words = result.text.replace(/redmine-[0-9a-f]{8}/g, "redmine");
  const [, text = ""] = /\nText:\n([\s\S]*)\n<\/redmine>$/.exec(words) ?? [];
  return { ...result, requests: redmine.requests, words, inside: text };
}

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
  expect(inside).toContain("[Page 1]\npage 1\n");
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

const heading = `<w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr><w:r><w:t>Angebot</w:t></w:r></w:p>`;
const item = (text: string, level: number, list = 1) =>
  `<w:p><w:pPr><w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr></w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;
const cell = (text: string) => `<w:tc><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:tc>`;

test("a Word document comes with headings, lists, tables and notes, without what was deleted or is written twice", async () => {
  const docx = docxOf(
    `${heading}<w:p><w:r><w:t xml:space="preserve">Tom &amp; </w:t></w:r><w:r><w:t>Jérôme</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>
${item("first", 0)}${item("inner", 1)}${item("second", 0)}${item("dot", 0, 2)}
<w:tbl><w:tr>${cell("Teil")}${cell("Preis")}</w:tr><w:tr>${cell("a|b")}${cell("12")}</w:tr></w:tbl>
<mc:AlternateContent><mc:Choice><w:p><w:r><w:t>once</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r><w:t>twice</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>`,
    {
      "word/styles.xml": `<w:styles><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style></w:styles>`,
      "word/numbering.xml": `<w:numbering><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num></w:numbering>`,
      "word/comments.xml": `<w:comments><w:comment><w:p><w:r><w:t>Stimmt das?</w:t></w:r></w:p></w:comment></w:comments>`,
    },
  );
  const { words, inside } = await read(docx, "Angebot.docx");
  expect(words).toMatch(/^Word document\. \d+ characters\.\n/);
  expect(inside.trim()).toBe(`# Angebot
Tom & Jérôme
3. first
  - inner
4. second
- dot
| Teil | Preis |
|---|---|
| a\\|b | 12 |

once

Comments:
Stimmt das?`);
});

test("entities that a document declares are not expanded", async () => {
  const levels = Array.from({ length: 12 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join("");
  const bomb = `<?xml version="1.0"?><!DOCTYPE d [<!ENTITY l0 "lol"><!ENTITY file SYSTEM "file:///etc/passwd">${levels}]><w:document><w:p><w:r><w:t>a &l12; &file; z</w:t></w:r></w:p></w:document>`;
  const { inside } = await read(docxOf("", { "word/document.xml": bomb }), "a.docx");
  expect(inside).toBe("a &l12; &file; z");
});

const styles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd&quot;. &quot;mmmm\\ yyyy"/><numFmt numFmtId="165" formatCode="[Red]0.00&quot; days&quot;"/><numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/><xf numFmtId="166"/><xf numFmtId="30"/></cellXfs></styleSheet>`;

test("a workbook comes sheet by sheet as CSV, with dates as dates", async () => {
  const xlsx = xlsxOf(
    [
      {
        name: "費用",
        rows: `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" t="inlineStr"><is><t>say "hi", you</t></is></c></row>
<row r="3"><c r="A3" s="1"><v>46085</v></c><c r="B3" s="2"><v>61</v></c><c r="C3" s="3"><v>46085.5</v></c><c r="D3" s="4"><v>46085.75</v></c><c r="E3" s="5"><v>1.5</v></c><c r="F3"><v>0.30000000000000004</v></c><c r="G3" t="b"><v>1</v></c><c r="H3" t="e"><v>#DIV/0!</v></c><c r="I3" s="6"><v>46085</v></c></row>`,
      },
      { name: "Notes", state: "hidden", rows: `<row><c t="str"><f>A1</f><v>x</v></c><c><v>2</v></c></row>` },
    ],
    {
      "xl/sharedStrings.xml": `<sst><si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si><si><r><t>rich </t></r><r><t>text</t></r></si></sst>`,
      "xl/styles.xml": styles,
    },
  );
  const { words, inside } = await read(xlsx, "a.xlsx");
  expect(words).toMatch(/^Excel workbook, 2 sheets\. /);
  expect(inside).toBe(`[Sheet 費用]
東京,rich text,,"say ""hi"", you"
2026-03-04,1900-03-01,46085.5,2026-03-04 18:00,36:00,0.3,TRUE,#DIV/0!,2026-03-04

[Sheet Notes, hidden]
x,2`);
});

test("workbooks of old Macs count days from 1904", async () => {
  const xlsx = xlsxOf(
    [{ name: "A", rows: `<row><c s="1"><v>0</v></c><c s="1"><v>44623</v></c></row>` }],
    { "xl/styles.xml": styles },
    'date1904="1"',
  );
  expect((await read(xlsx, "a.xlsx")).inside).toBe("[Sheet A]\n1904-01-01,2026-03-04");
});

test("a presentation comes slide by slide, in its own order", async () => {
  const slide = (text: string) => `<p:sld><p:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sld>`;
  const pptx = zipOf({
    "ppt/presentation.xml": `<p:presentation><p:sldIdLst><p:sldId id="256" r:id="r2"/><p:sldId id="257" r:id="r1"/></p:sldIdLst></p:presentation>`,
    "ppt/_rels/presentation.xml.rels": `<Relationships><Relationship Id="r1" Type="x/slide" Target="slides/slide1.xml"/><Relationship Id="r2" Type="x/slide" Target="slides/slide2.xml"/></Relationships>`,
    "ppt/slides/slide1.xml": slide("Конец"),
    "ppt/slides/slide2.xml": slide("Начало"),
  });
  expect((await read(pptx, "a.pptx")).inside).toBe("[Slide 1]\nНачало\n\n[Slide 2]\nКонец");
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
    "bomb.txt (5 MB, 2026-03-04)",
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

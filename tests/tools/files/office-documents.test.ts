import { expect, test } from "vitest";
import { docxOf, xlsxOf, zipOf } from "../../file-text/made-files.ts";
import { read } from "../../file-text/read-file.ts";

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

import { constants, deflateRawSync, deflateSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";

type Bytes = Uint8Array<ArrayBuffer>;

/** A PDF from its objects, in order; the first is the catalogue. */
export function pdfOf(objects: readonly (string | Uint8Array)[], trailer = ""): Bytes {
  const parts: Uint8Array[] = [Buffer.from("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n", "latin1")];
  const offsets: number[] = [];
  let length = parts[0]?.length ?? 0;
  const add = (part: Uint8Array) => {
    parts.push(part);
    length += part.length;
  };
  for (const [at, object] of objects.entries()) {
    offsets.push(length);
    add(Buffer.from(`${at + 1} 0 obj\n`));
    add(typeof object === "string" ? Buffer.from(object, "latin1") : object);
    add(Buffer.from("\nendobj\n"));
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const size = objects.length + 1;
  const start = length;
  add(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`,
    ),
  );
  return new Uint8Array(Buffer.concat(parts));
}

export function streamOf(content: string | Uint8Array, dictionary = ""): Uint8Array {
  const bytes = typeof content === "string" ? Buffer.from(content, "latin1") : content;
  return Buffer.concat([
    Buffer.from(`<< /Length ${bytes.length} ${dictionary} >>\nstream\n`),
    bytes,
    Buffer.from("\nendstream"),
  ]);
}

export const helvetica = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";

/** One page for each content of pages; F1 is the font. */
export function pagesPdf(
  contents: readonly (string | Uint8Array)[],
  font: readonly (string | Uint8Array)[] = [helvetica],
  trailer = "",
): Bytes {
  const first = 3 + font.length;
  const kids = contents.map((_, at) => `${first + at * 2} 0 R`).join(" ");
  return pdfOf(
    [
      "<< /Type /Catalog /Pages 2 0 R >>",
      `<< /Type /Pages /Kids [${kids}] /Count ${contents.length} /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> >>`,
      ...font,
      ...contents.flatMap((content, at) => [
        `<< /Type /Page /Parent 2 0 R /Contents ${first + at * 2 + 1} 0 R >>`,
        typeof content === "string" ? streamOf(content) : content,
      ]),
    ],
    trailer,
  );
}

/** Lines of WinAnsi text. */
export function shown(...lines: readonly string[]): string {
  const rows = lines.map((row) => `(${row.replace(/[()\\]/g, "\\$&")}) Tj T*`);
  return `BT /F1 12 Tf 14 TL 72 770 Td ${rows.join(" ")} ET`;
}

/** A Japanese font that is not in the file, in the encoding of old programs: its table of characters is PDF.js's. */
export const japaneseFont = [
  "<< /Type /Font /Subtype /Type0 /BaseFont /Ryumin-Light /Encoding /90ms-RKSJ-H /DescendantFonts [4 0 R] >>",
  "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Ryumin-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> /FontDescriptor 5 0 R >>",
  "<< /Type /FontDescriptor /FontName /Ryumin-Light /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
];

/** Glyphs by number, and a table that says which letters they are; as of a subset of an embedded font. */
export function mappedFont(letters: string): string[] {
  const rows = [...letters].map(
    (letter, at) =>
      `<${hex(at + 1)}> <${[...Array(letter.length).keys()].map((unit) => hex(letter.charCodeAt(unit))).join("")}>`,
  );
  const map = `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <0000> <ffff> endcodespacerange ${rows.length} beginbfchar ${rows.join(" ")} endbfchar endcmap end end`;
  return [
    "<< /Type /Font /Subtype /Type0 /BaseFont /Some /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
    "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Some /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 5 0 R /DW 600 >>",
    "<< /Type /FontDescriptor /FontName /Some /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
    Buffer.from(streamOf(map)).toString("latin1"),
  ];
}

export function glyphs(letters: string, text: string): string {
  const codes = [...text].map((letter) => hex([...letters].indexOf(letter) + 1));
  return `BT /F1 12 Tf 72 770 Td <${codes.join("")}> Tj ET`;
}

function hex(code: number): string {
  return code.toString(16).padStart(4, "0");
}

/** A page whose content is `bytes` of spaces, compressed once or twice. */
export function bombPdf(bytes: number): Bytes {
  const block = deflateRawSync(Buffer.alloc(bytes / 100, 0x20), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  // a header, a hundred times the block, and an empty last one; readers of PDF look at no checksum
  const once = Buffer.concat([Buffer.of(0x78, 0x9c), ...Array(100).fill(block), Buffer.of(0x03, 0x00)]);
  return pagesPdf([streamOf(deflateSync(once, { level: 9 }), "/Filter [/FlateDecode /FlateDecode]")]);
}

export function zipOf(files: Readonly<Record<string, string | Uint8Array>>): Bytes {
  const entries = Object.entries(files).map(([name, content]) => [
    name,
    typeof content === "string" ? strToU8(content) : content,
  ]);
  return new Uint8Array(zipSync(Object.fromEntries(entries), { mtime: new Date(2026, 2, 4, 12) }));
}

const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

export function docxOf(body: string, more: Readonly<Record<string, string>> = {}): Bytes {
  return zipOf({
    "[Content_Types].xml": "<Types/>",
    "word/document.xml": `<?xml version="1.0" encoding="UTF-8"?><w:document ${w}><w:body>${body}</w:body></w:document>`,
    ...more,
  });
}

export interface SheetXml {
  name: string;
  rows: string;
  state?: string;
}

export function xlsxOf(
  sheets: readonly SheetXml[],
  more: Readonly<Record<string, string>> = {},
  properties = "",
): Bytes {
  const type = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  return zipOf({
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml": `<workbook xmlns:r="${type}"><workbookPr ${properties}/><sheets>${sheets
      .map(
        ({ name, state }, at) =>
          `<sheet name="${name}" sheetId="${at + 1}" ${state ? `state="${state}"` : ""} r:id="rId${at + 1}"/>`,
      )
      .join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships>${sheets
      .map(
        (_, at) => `<Relationship Id="rId${at + 1}" Type="${type}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
      )
      .join("")}</Relationships>`,
    ...Object.fromEntries(
      sheets.map(({ rows }, at) => [
        `xl/worksheets/sheet${at + 1}.xml`,
        `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
      ]),
    ),
    ...more,
  });
}

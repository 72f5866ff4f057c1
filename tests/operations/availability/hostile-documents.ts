import { bombPdf, docxOf, pagesPdf, pdfOf, shown, xlsxOf, zipOf } from "../../file-text/made-files.ts";

const times = (count: number, one: (index: number) => string) => Array.from({ length: count }, (_, at) => one(at));
const word = (at: number) => ((at * 2_654_435_761) % 4_294_967_296).toString(36); // of no pattern that compresses well
const rows = (count: number) =>
  times(count, (at) => `<row><c t="str"><v>${word(at)}</v></c><c><v>${at * 7_919}</v></c></row>`).join("");

/** What people attached to issues, by the attachment's id: small files that cost much to read, and large ones. */
export const documents: Readonly<Record<number, Uint8Array>> = {
  901: bombPdf(200_000_000),
  902: pdfOf([
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [] /Count 0 >>",
    ...times(140_000, (at) => `<< /A ${at} >>`),
  ]),
  903: pagesPdf(times(2_000, (at) => shown(...times(100, (row) => `${word(at)} ${word(row)} ${word(at * row)}`)))),
  904: xlsxOf([{ name: "A", rows: rows(250_000) }]),
  905: xlsxOf([{ name: "A", rows: "<row><c><v>1</v></c></row>" }], {
    "xl/sharedStrings.xml": `<sst>${times(700_000, (at) => `<si><t>${word(at)}</t></si>`).join("")}</sst>`,
  }),
  906: docxOf(times(400_000, (at) => `<w:p><w:r><w:t>${word(at)}</w:t></w:r></w:p>`).join("")),
  907: zipOf(Object.fromEntries(times(11_000, (at) => `${word(at)}.txt`).map((name) => [name, "a"]))),
};

import type { Archive } from "./archive.ts";
import type { Extracted } from "./extracted.ts";
import { relationships } from "./relationships.ts";
import { createText, type TextSoFar } from "./text-so-far.ts";
import { cellText, isDateFormat, type NumberFormat } from "./xlsx-values.ts";
import { type Attributes, attribute, readXml } from "./xml.ts";

interface Sheet {
  name: string;
  isHidden: boolean;
  path: string | undefined;
}

interface Workbook {
  sheets: Sheet[];
  strings: readonly string[];
  formats: readonly NumberFormat[];
  /** Days are counted from 1904, as on old Macs. */
  from1904: boolean;
}

const maxColumns = 16_384; // of Excel

/** A workbook: its sheets one after the other, each row as a line of CSV. */
export async function readXlsx(archive: Archive, chars: number): Promise<Extracted> {
  const workbook = await readWorkbook(archive);
  const text = createText(chars);
  for (const [at, sheet] of workbook.sheets.entries()) {
    if (text.isFull) break;
    text.add(`${at > 0 ? "\n" : ""}[Sheet ${sheet.name}${sheet.isHidden ? ", hidden" : ""}]\n`);
    if (sheet.path !== undefined) await readRows(archive, sheet.path, workbook, text);
  }
  const { length } = workbook.sheets;
  const about = `Excel workbook, ${length} ${length === 1 ? "sheet" : "sheets"}`;
  return { kind: "text", about, text: text.toString(), more: text.isFull, notes: [] };
}

async function readWorkbook(archive: Archive): Promise<Workbook> {
  const targets = await relationships(archive, "xl/workbook.xml");
  const sheets: Sheet[] = [];
  let from1904 = false;
  await readXml(archive, "xl/workbook.xml", {
    open: (tag, attributes) => {
      if (tag === "workbookPr") from1904 = /^(1|true)$/.test(attributes.date1904 ?? "");
      if (tag !== "sheet") return;
      const { name = "", state } = attributes;
      const target = targets.get(attribute({ ...attributes, name: "", sheetId: "" }, "id") ?? "");
      const path = target?.type === "worksheet" ? target.path : undefined; // others are charts
      sheets.push({ name, isHidden: state === "hidden" || state === "veryHidden", path });
    },
  });
  const pathOf = (type: string, usual: string) =>
    [...targets.values()].find((target) => target.type === type)?.path ?? usual;
  return {
    sheets,
    from1904,
    strings: await readStrings(archive, pathOf("sharedStrings", "xl/sharedStrings.xml")),
    formats: await readFormats(archive, pathOf("styles", "xl/styles.xml")),
  };
}

async function readStrings(archive: Archive, path: string): Promise<string[]> {
  const strings: string[] = [];
  let text = "";
  let isText = false;
  let phonetic = 0; // how a Japanese word is spoken, beside it
  await readXml(archive, path, {
    open: (name) => {
      if (name === "si") text = "";
      if (name === "t") isText = phonetic === 0;
      if (name === "rPh") phonetic += 1;
    },
    close: (name) => {
      if (name === "t") isText = false;
      if (name === "rPh") phonetic -= 1;
      if (name === "si") strings.push(text);
    },
    text: (part) => {
      if (isText) text += part;
    },
  });
  return strings;
}

/** The formats that cells name by their place in the list. */
async function readFormats(archive: Archive, path: string): Promise<NumberFormat[]> {
  const codes = new Map<string, string>();
  const formats: NumberFormat[] = [];
  let isOfCells = false;
  await readXml(archive, path, {
    open: (name, { numFmtId = "", formatCode = "" }) => {
      if (name === "numFmt") codes.set(numFmtId, formatCode);
      if (name === "cellXfs") isOfCells = true;
      if (name === "xf" && isOfCells) formats.push(isDateFormat(Number(numFmtId), codes.get(numFmtId)));
    },
    close: (name) => {
      if (name === "cellXfs") isOfCells = false;
    },
  });
  return formats;
}

async function readRows(archive: Archive, path: string, workbook: Workbook, text: TextSoFar): Promise<void> {
  let row: string[] = [];
  let column = 0;
  let cell: Attributes = {};
  let value = "";
  let isValue = false;
  let phonetic = 0;

  await readXml(archive, path, {
    open: (name, attributes) => {
      if (name === "row") {
        row = [];
        column = -1;
      }
      if (name === "rPh") phonetic += 1;
      if (name === "c") {
        cell = attributes;
        column = columnOf(cell.r) ?? column + 1;
        value = "";
      }
      if (name === "v" || name === "t") isValue = phonetic === 0;
    },
    close: (name) => {
      if (name === "rPh") phonetic -= 1;
      if (name === "v" || name === "t") isValue = false;
      if (name === "c") {
        if (value !== "" && column < maxColumns) row[column] = csvField(cellText(value, cell, workbook));
      }
      if (name === "row" && row.length > 0) text.add(`${Array.from(row, (field) => field ?? "").join(",")}\n`);
    },
    text: (part) => {
      if (isValue) value += part;
    },
    isDone: () => text.isFull,
  });
}

/** The place of a cell in its row: 0 for A1, 27 for AB1. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/i.exec(reference ?? "")?.[0].toUpperCase();
  if (letters === undefined) return undefined;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

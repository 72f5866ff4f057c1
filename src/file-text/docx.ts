import type { Archive } from "./archive.ts";
import { type ListLevel, readListLevels, readStyles } from "./docx-styles.ts";
import type { Extracted } from "./extracted.ts";
import { createText, type TextSoFar } from "./text-so-far.ts";
import { type Attributes, attribute, readXml, type XmlHandler } from "./xml.ts";

/** Texts beside the main one, in this order. */
const sideTexts = {
  "word/footnotes.xml": "Footnotes",
  "word/endnotes.xml": "Endnotes",
  "word/comments.xml": "Comments",
};

/** A Word document: headings, paragraphs, lists and tables, in Markdown's signs. */
export async function readDocx(archive: Archive, chars: number): Promise<Extracted> {
  const headings = await readStyles(archive);
  const lists = await readListLevels(archive);
  const text = createText(chars);
  await readXml(archive, "word/document.xml", paragraphsInto(text, headings, lists));

  for (const [name, title] of Object.entries(sideTexts)) {
    if (text.isFull) break;
    const side = createText(chars);
    await readXml(archive, name, paragraphsInto(side, headings, lists));
    if (side.toString().trim() !== "") text.add(`\n${title}:\n${side.toString()}`);
  }
  return { kind: "text", about: "Word document", text: text.toString(), more: text.isFull, notes: [] };
}

interface Table {
  cells: string[];
  cell: string[];
  isFirstRow: boolean;
}

/** Elements whose text is shown a second time, or is no text of the document. */
const leftOut = new Set(["Fallback", "instrText", "delText", "del", "moveFrom"]);

function paragraphsInto(
  text: TextSoFar,
  headings: ReadonlyMap<string, number>,
  lists: ReadonlyMap<string, readonly ListLevel[]>,
): XmlHandler {
  const tables: Table[] = [];
  const paragraphs: Array<{ words: string; style?: string; list?: string; level?: number }> = []; // text boxes stand in paragraphs
  const counts = new Map<string, number[]>();
  let leaving = 0;
  let isText = false;

  const addBlock = (block: string) => {
    const table = tables.at(-1);
    if (table) {
      if (block.trim() !== "") table.cell.push(block.trim());
    } else text.add(`${block}\n`);
  };

  const add = (words: string) => {
    const paragraph = paragraphs.at(-1);
    if (paragraph && leaving === 0) paragraph.words += words;
  };

  const opened: Record<string, (attributes: Attributes) => void> = {
    p: () => paragraphs.push({ words: "" }),
    t: () => {
      isText = true;
    },
    tab: () => add("\t"),
    br: () => add("\n"),
    cr: () => add("\n"),
    noBreakHyphen: () => add("-"),
    pStyle: (attributes) => set("style", attribute(attributes, "val")),
    numId: (attributes) => set("list", attribute(attributes, "val")),
    ilvl: (attributes) => set("level", Number(attribute(attributes, "val"))),
    tbl: () => tables.push({ cells: [], cell: [], isFirstRow: true }),
  };
  const set = (name: "style" | "list" | "level", value: string | number | undefined) => {
    const paragraph = paragraphs.at(-1);
    if (paragraph && value !== undefined) Object.assign(paragraph, { [name]: value });
  };

  const closed: Record<string, () => void> = {
    t: () => {
      isText = false;
    },
    p: () => {
      const paragraph = paragraphs.pop();
      if (!paragraph) return;
      const { words, style = "", list, level = 0 } = paragraph;
      const heading = headings.get(style);
      if (words.trim() === "") return addBlock("");
      if (heading !== undefined) return addBlock(`\n${"#".repeat(Math.min(6, heading))} ${words.trim()}`);
      addBlock(list === undefined || list === "0" ? words : `${listMark(counts, lists, list, level)}${words}`);
    },
    tc: () => {
      const table = tables.at(-1);
      if (table)
        table.cells.push(
          table.cell
            .splice(0)
            .join(" ")
            .split("\n")
            .map((each) => each.trim())
            .filter(Boolean)
            .join(" ")
            .replaceAll("|", "\\|"),
        );
    },
    tr: () => {
      const table = tables.at(-1);
      if (!table) return;
      const row = `| ${table.cells.join(" | ")} |`;
      const rule = `\n|${table.cells.map(() => "---|").join("")}`;
      const isNested = tables.length > 1;
      if (isNested) tables.at(-2)?.cell.push(table.cells.join("; "));
      else text.add(`${row}${table.isFirstRow ? rule : ""}\n`);
      Object.assign(table, { cells: [], isFirstRow: false });
    },
    tbl: () => {
      tables.pop();
      if (tables.length === 0) text.add("\n");
    },
  };

  return {
    open: (name, attributes) => {
      if (leftOut.has(name)) leaving += 1;
      if (leaving === 0 && Object.hasOwn(opened, name)) opened[name]?.(attributes);
    },
    close: (name) => {
      if (leaving === 0 && Object.hasOwn(closed, name)) closed[name]?.();
      if (leftOut.has(name)) leaving -= 1;
    },
    text: (words) => {
      if (isText) add(words);
    },
    isDone: () => text.isFull,
  };
}

function listMark(
  counts: Map<string, number[]>,
  lists: ReadonlyMap<string, readonly ListLevel[]>,
  list: string,
  level: number,
): string {
  const indent = "  ".repeat(Math.min(level, 8));
  const { isNumbered = false, start = 1 } = lists.get(list)?.[level] ?? {};
  if (!isNumbered) return `${indent}- `;
  const numbers = counts.get(list) ?? [];
  counts.set(list, numbers);
  numbers.length = Math.min(numbers.length, level + 1); // deeper levels begin anew
  const number = (numbers[level] ?? start - 1) + 1;
  numbers[level] = number;
  return `${indent}${number}. `;
}

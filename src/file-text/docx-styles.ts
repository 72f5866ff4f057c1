import type { Archive } from "./archive.ts";
import { attribute, readXml } from "./xml.ts";

export interface ListLevel {
  isNumbered: boolean;
  start: number;
}

const maxLevels = 9; // of headings and of lists in Word

/** Ids of the styles of headings, with their level. Ids are in the language of the program, names are not. */
export async function readStyles(archive: Archive): Promise<Map<string, number>> {
  const headings = new Map<string, number>();
  let id = "";
  await readXml(archive, "word/styles.xml", {
    open: (name, attributes) => {
      if (name === "style") id = attribute(attributes, "styleId") ?? "";
      const value = attribute(attributes, "val") ?? "";
      const level = name === "name" ? /^(?:heading|überschrift|titre) (\d)$/i.exec(value)?.[1] : undefined;
      if (level !== undefined) headings.set(id, Number(level));
      if (name === "name" && /^title$/i.test(value)) headings.set(id, 1);
      if (name === "outlineLvl" && Number(value) < maxLevels && !headings.has(id)) headings.set(id, Number(value) + 1);
    },
  });
  return headings;
}

/** The levels of each list, by the number that paragraphs name. */
export async function readListLevels(archive: Archive): Promise<Map<string, readonly ListLevel[]>> {
  const templates = new Map<string, ListLevel[]>();
  const lists = new Map<string, readonly ListLevel[]>();
  let template: ListLevel[] = [];
  let level: ListLevel | undefined;
  let list = "";

  await readXml(archive, "word/numbering.xml", {
    open: (name, attributes) => {
      const value = attribute(attributes, "val") ?? "";
      if (name === "abstractNum") {
        template = [];
        templates.set(attribute(attributes, "abstractNumId") ?? "", template);
      } else if (name === "lvl") {
        level = { isNumbered: true, start: 1 };
        const at = Number(attribute(attributes, "ilvl"));
        if (at >= 0 && at < maxLevels) template[at] = level;
      } else if (name === "numFmt" && level) level.isNumbered = value !== "bullet" && value !== "none";
      else if (name === "start" && level) level.start = Number(value) || 1;
      else if (name === "num") list = attribute(attributes, "numId") ?? "";
      else if (name === "abstractNumId") lists.set(list, templates.get(value) ?? []);
    },
    close: (name) => {
      if (name === "lvl") level = undefined;
    },
  });
  return lists;
}

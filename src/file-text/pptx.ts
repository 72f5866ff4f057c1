import type { Archive } from "./archive.ts";
import type { Extracted } from "./extracted.ts";
import { relationships } from "./relationships.ts";
import { createText, type TextSoFar } from "./text-so-far.ts";
import { attribute, readXml } from "./xml.ts";

/** A presentation: the texts of its slides, in their order, with the speaker's notes. */
export async function readPptx(archive: Archive, chars: number): Promise<Extracted> {
  const targets = await relationships(archive, "ppt/presentation.xml");
  const slides: string[] = [];
  await readXml(archive, "ppt/presentation.xml", {
    open: (name, attributes) => {
      const target =
        name === "sldId" ? targets.get(attributes["r:id"] ?? attribute(attributes, "id") ?? "") : undefined;
      if (target) slides.push(target.path);
    },
  });

  const text = createText(chars);
  for (const [at, path] of slides.entries()) {
    if (text.isFull) break;
    text.add(`${at > 0 ? "\n" : ""}[Slide ${at + 1}]\n`);
    await readParagraphs(archive, path, text);
    const notes = [...(await relationships(archive, path)).values()].find(({ type }) => type === "notesSlide");
    if (!notes) continue;
    const spoken = createText(chars);
    await readParagraphs(archive, notes.path, spoken);
    if (/\p{L}/u.test(spoken.toString())) text.add(`Notes:\n${spoken}`);
  }
  const about = `Presentation, ${slides.length} ${slides.length === 1 ? "slide" : "slides"}`;
  return { kind: "text", about, text: text.toString(), more: text.isFull, notes: [] };
}

async function readParagraphs(archive: Archive, path: string, text: TextSoFar): Promise<void> {
  let words = "";
  let isText = false;
  await readXml(archive, path, {
    open: (name) => {
      if (name === "t") isText = true;
      if (name === "br") words += "\n";
    },
    close: (name) => {
      if (name === "t") isText = false;
      if (name !== "p") return;
      if (words.trim() !== "") text.add(`${words.trim()}\n`);
      words = "";
    },
    text: (part) => {
      if (isText) words += part;
    },
    isDone: () => text.isFull,
  });
}

import { fileURLToPath } from "node:url";
import "./no-drawing.ts";
import "pdfjs-dist/legacy/build/pdf.worker.min.mjs"; // registers itself: PDF.js then starts no thread of its own
import { getDocument, VerbosityLevel } from "pdfjs-dist/legacy/build/pdf.min.mjs";
import { DocumentRefused, type Extracted } from "./extracted.ts";
import { limits } from "./limits.ts";
import { type Piece, pageLines } from "./pdf-lines.ts";
import { createText } from "./text-so-far.ts";

/** Tables of Asian encodings that files name and do not hold. */
const characterMaps = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "../../node_modules/pdfjs-dist/cmaps/" : "./cmaps/", import.meta.url),
);

/** The text of a PDF, page by page. */
export async function readPdf(bytes: Uint8Array, chars: number): Promise<Extracted> {
  const loading = getDocument({
    data: bytes,
    cMapUrl: characterMaps,
    cMapPacked: true,
    useSystemFonts: false,
    disableFontFace: true,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    useWasm: false,
    enableXfa: false,
    maxImageSize: 1, // images are not decoded
    verbosity: VerbosityLevel.ERRORS,
  });

  const document = await loading.promise.catch((error: unknown) => {
    throw new DocumentRefused(error instanceof Error && error.name === "PasswordException" ? "password" : "broken");
  });
  const text = createText(chars);
  const pages = Math.min(document.numPages, limits.pages);
  let letters = 0;
  let broken = 0;
  let number = 1;

  for (; number <= pages && !text.isFull; number += 1) {
    const rows = await pageText(document, number);
    if (rows === undefined) broken += 1;
    letters += rows?.trim().length ?? 0;
    text.add(`${number > 1 ? "\n" : ""}[Page ${number}]\n${rows ?? ""}\n`);
  }
  if (broken === pages) throw new DocumentRefused("broken");

  return {
    kind: "text",
    about: `PDF, ${document.numPages} ${document.numPages === 1 ? "page" : "pages"}`,
    text: letters > 0 ? text.toString() : "",
    more: text.isFull,
    notes: [
      letters === 0 && !text.isFull && "It holds no text, only images (as of a scanner) or drawings.",
      broken > 0 && `${broken} of its pages are damaged.`,
      number > limits.pages &&
        document.numPages > limits.pages &&
        `Only its first ${limits.pages} pages can be read here.`,
    ].filter((note) => note !== false),
  };
}

type Pdf = Awaited<ReturnType<typeof getDocument>["promise"]>;

/** Undefined where the page is damaged. */
async function pageText(document: Pdf, number: number): Promise<string | undefined> {
  try {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    page.cleanup();
    return pageLines(items.filter((item): item is Extract<typeof item, Piece> => "str" in item));
  } catch {
    return undefined;
  }
}

import { expect } from "vitest";

/** Puts `text` between the marks `<!-- part -->` and `<!-- /part -->` of a document. Throws where they are missing. */
export function withPart(document: string, part: string, text: string): string {
  const marked = new RegExp(`(<!-- ${part} -->)[^]*?(<!-- /${part} -->)`);
  if (!marked.test(document)) throw new Error(`the document has no part ${part}`);
  return document.replace(marked, (_, begin, end) => `${begin}\n\n${text}\n\n${end}`);
}

/** `file` (relative to the test) holds what is generated; `npm run generate` writes it. */
export async function expectGenerated(text: string, file: string): Promise<void> {
  await expect(text, `${file} is out of date: run npm run generate`).toMatchFileSnapshot(file);
}

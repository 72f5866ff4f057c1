/** Puts `text` between the marks `<!-- part -->` and `<!-- /part -->` of a document. Throws where they are missing. */
export function withPart(document: string, part: string, text: string): string {
  const marked = new RegExp(`(<!-- ${part} -->)[^]*?(<!-- /${part} -->)`);
  if (!marked.test(document)) throw new Error(`the document has no part ${part}`);
  return document.replace(marked, (_, begin, end) => `${begin}\n\n${text}\n\n${end}`);
}

export interface Part {
  text: string;
  /** Where the next part begins; undefined when this is the last. */
  next?: number;
}

/** At most `max` characters of a long text from `offset` on, ending with a whole line where one ends near. */
export function part(text: string, offset: number, max: number): Part {
  const end = offset + max;
  if (end >= text.length) return { text: text.slice(offset) };

  const lineEnd = text.lastIndexOf("\n", end - 1) + 1;
  const next = lineEnd > offset + max * 0.8 ? lineEnd : end - (isHighSurrogate(text.charCodeAt(end - 1)) ? 1 : 0);
  return { text: text.slice(offset, next), next };
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00;
}

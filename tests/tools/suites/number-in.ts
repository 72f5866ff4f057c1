/** The number that a text names at the first group of `pattern`. */
export function numberIn(text: string, pattern: RegExp): number {
  const [, found] = pattern.exec(text) ?? [];
  if (!found) throw new Error(`${pattern} is not in: ${text}`);
  return Number(found);
}

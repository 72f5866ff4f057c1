/** The rows that fit into `maxChars`, each with its line end, and how many did not. */
export function rowsWithin(rows: readonly string[], maxChars: number): { text: string; left: number } {
  let used = 0;
  const fitting = rows.findIndex((row) => {
    used += row.length + 1;
    return used > maxChars;
  });
  const shown = fitting === -1 ? rows : rows.slice(0, fitting);
  return { text: shown.join("\n"), left: rows.length - shown.length };
}

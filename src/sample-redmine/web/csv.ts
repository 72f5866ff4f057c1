/** A list as Redmine exports it: a byte order mark, a row of titles, a row a record, cells quoted where they must be. */
export function csv(titles: readonly string[], rows: readonly (readonly string[])[]): Response {
  // Redmine quotes a cell with an empty text
  const cell = (text: string) => (text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [titles, ...rows].map((row) => `${row.map(cell).join(",")}\n`);
  return new Response(`\uFEFF${lines.join("")}`, {
    headers: { "content-type": "text/csv; header=present" },
  });
}

/** A list as Redmine exports it: a byte order mark, a row of titles, a row a record, cells quoted where they must be. */
export function csv(titles: readonly string[], rows: readonly (readonly (string | undefined)[])[]): Response {
  // Redmine quotes an empty text, and writes nothing where there is no value
  const cell = (text: string) => (text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const line = (row: readonly (string | undefined)[]) =>
    `${row.map((text) => (text === undefined ? "" : cell(text))).join(",")}\n`;
  const lines = [titles, ...rows].map(line);
  return new Response(`\uFEFF${lines.join("")}`, {
    headers: { "content-type": "text/csv; header=present" },
  });
}

/** One figure: what DESIGN asks for beside what was measured. */
export interface Row {
  what: string;
  must?: string;
  got: string;
  /** Undefined where nothing is asked for. */
  holds?: boolean;
}

export function printTable(rows: readonly Row[]): string {
  const cells = rows.map(({ what, must = "", got, holds }) => [
    what,
    must,
    got,
    holds === undefined ? "" : holds ? "yes" : "NO",
  ]);
  const all = [["what", "must", "measured", "holds"], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`);
  lines.splice(1, 0, `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`);
  return `${lines.join("\n")}\n`;
}

export function bytes(count: number): string {
  return count.toLocaleString("en-US");
}

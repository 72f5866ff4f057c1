/** A piece of text as PDF.js gives it: letters in reading order, the pieces of a line as they were drawn. */
export interface Piece {
  str: string;
  dir: string;
  /** The fifth number is where it begins, from the left. */
  transform: number[];
  hasEOL: boolean;
}

/** The text of a page, line by line. */
export function pageLines(pieces: readonly Piece[]): string {
  const rows: string[] = [];
  let row: Piece[] = [];
  for (const piece of pieces) {
    row.push(piece);
    if (!piece.hasEOL) continue;
    rows.push(rowText(row));
    row = [];
  }
  rows.push(rowText(row));
  return rows.join("\n").replace(/\n{3,}/g, "\n\n");
}

/** Most programs draw Arabic and Hebrew from the left to the right: its words then come in the opposite order. */
function rowText(row: readonly Piece[]): string {
  const words = row.filter(({ str }) => str.trim() !== "");
  const fromRight = words.filter(({ dir }) => dir === "rtl");
  const isDrawnFromLeft = fromRight.every((piece, at) => at === 0 || left(piece) >= left(fromRight[at - 1] ?? piece));
  if (fromRight.length * 2 < words.length || fromRight.length < 2 || !isDrawnFromLeft)
    return row.map(({ str }) => str).join("");

  const runs: string[] = []; // a number or a Latin name of several pieces keeps its order
  let run: string[] = [];
  for (const { str, dir } of row) {
    if (dir === "rtl" || (str.trim() === "" && run.length === 0)) {
      runs.push(run.join(""), str);
      run = [];
    } else run.push(str);
  }
  return [...runs, run.join("")].reverse().join("");
}

function left({ transform }: Piece): number {
  return transform[4] ?? 0;
}

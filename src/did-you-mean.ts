/** The candidate that a mistyped word most likely meant, or undefined when none is close. */
export function nearMatch<C extends string>(word: string, candidates: Iterable<C>): C | undefined {
  const typed = normal(word);
  const allowed = Math.min(3, Math.max(1, Math.floor(typed.length / 3)));
  let best: { candidate: C; distance: number } | undefined;

  for (const candidate of candidates) {
    const distance = editDistance(typed, normal(candidate));
    if (distance <= allowed && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { candidate, distance };
  }

  return best?.candidate;
}

/** People mix up case, hyphen, underscore and space: those differences cost nothing. */
function normal(word: string): string {
  return word
    .slice(0, 60) // longer is no name, and the distance below takes length × length steps
    .toLowerCase()
    .replace(/[-_ ]/g, "");
}

/** Insertions, deletions, replacements and swaps of neighbours between two words (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);

  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const edits = [at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1)];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) edits.push(at(beforeLast, j - 2) + 1);
      row.push(Math.min(...edits));
    }
    beforeLast = last;
    last = row;
  }

  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}

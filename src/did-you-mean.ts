/** The candidate that a mistyped word most likely meant, or undefined when none is close. */
export function nearMatch<C extends string>(word: string, candidates: Iterable<C>): C | undefined {
  return nearMatches(word, candidates, 1)[0];
}

/** Up to `most` candidates that differ from a mistyped word by a few letters, the nearest first. One pass. */
export function nearMatches<C extends string>(word: string, candidates: Iterable<C>, most: number): C[] {
  const typed = normal(word);
  const allowed = Math.min(3, Math.max(1, Math.floor(typed.length / 3)));
  const byDistance: C[][] = Array.from({ length: allowed + 1 }, () => []);

  for (const candidate of candidates) {
    const distance = editDistance(typed, normal(candidate), allowed);
    const level = byDistance[distance];
    if (level && level.length < most) level.push(candidate);
  }

  return byDistance.flat().slice(0, most);
}

/** People mix up case, hyphen, underscore and space: those differences cost nothing. */
function normal(word: string): string {
  return word
    .slice(0, 60) // longer is no name, and the distance below takes steps for each character
    .toLowerCase()
    .replace(/[-_ ]/g, "");
}

/**
 * Insertions, deletions, replacements and swaps of neighbours between two words (optimal string alignment), or more than
 * `most`. What both begin and end with is left out; of the rest only the cells within `most` of the diagonal are looked at,
 * until a whole row is beyond `most`.
 */
function editDistance(one: string, other: string, most: number): number {
  const beyond = most + 1;
  if (Math.abs(one.length - other.length) > most) return beyond;
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one.charCodeAt(start) === other.charCodeAt(start)) start += 1;
  let end = 0;
  while (end < shorter - start && one.charCodeAt(one.length - 1 - end) === other.charCodeAt(other.length - 1 - end)) {
    end += 1;
  }
  const a = one.slice(start, one.length - end);
  const b = other.slice(start, other.length - end);

  let beforeLast: number[] = [];
  let last = Array.from({ length: Math.min(b.length, most) + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const from = Math.max(1, i - most);
    const to = Math.min(b.length, i + most);
    const row: number[] = [];
    row[from - 1] = from === 1 ? i : beyond;
    let least = from === 1 ? i : beyond;
    for (let j = from; j <= to; j++) {
      const same = a[i - 1] === b[j - 1];
      let cell = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cell = Math.min(cell, at(beforeLast, j - 2) + 1);
      row[j] = cell;
      if (cell < least) least = cell;
    }
    if (least > most) return beyond;
    beforeLast = last;
    last = row;
  }

  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}

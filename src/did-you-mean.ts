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
  return word.slice(0, longest).toLowerCase().replace(/[-_ ]/g, "").slice(0, longest); // a small letter can be longer than its capital
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

  // rows of the table, with `beyond` on both sides of the band; used again for each word, since there may be 20,000
  let [beforeLast, last, row] = rows;
  last.fill(beyond);
  beforeLast.fill(beyond);
  for (let j = 0; j <= Math.min(b.length, most); j++) last[j] = j;
  for (let i = 1; i <= a.length; i++) {
    const from = Math.max(1, i - most);
    const to = Math.min(b.length, i + most);
    row.fill(beyond);
    if (from === 1) row[0] = i;
    let least = from === 1 ? i : beyond;
    for (let j = from; j <= to; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cell = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1));
      const swapped =
        i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
      if (swapped) cell = Math.min(cell, at(beforeLast, j - 2) + 1);
      row[j] = cell;
      if (cell < least) least = cell;
    }
    if (least > most) return beyond;
    [beforeLast, last, row] = [last, row, beforeLast];
  }

  return at(last, b.length);
}

const longest = 60; // longer is no name, and the distance takes steps for each character
const rows = [0, 1, 2].map(() => new Uint8Array(longest + 1)) as [Uint8Array, Uint8Array, Uint8Array];

function at(row: Uint8Array, index: number): number {
  return row[index] ?? 0;
}

export interface Page<T> {
  rows: readonly T[];
  /** Missing where Redmine does not count. */
  total?: number | undefined;
}

export const pageSize = 100; // Redmine caps limit at 100, silently
const atOnce = 4; // requests: a long list must not take seconds, nor all of Redmine's threads

/** All rows of a paged list, up to `most`. */
export async function allPages<T>(get: (offset: number) => Promise<Page<T>>, most: number): Promise<T[]> {
  const first = await get(0);
  const rows = [...first.rows];
  const count = Math.min(first.total ?? rows.length, most);

  for (let offset = pageSize; offset < count; offset += atOnce * pageSize) {
    const offsets = Array.from({ length: atOnce }, (_, ahead) => offset + ahead * pageSize).filter((at) => at < count);
    const pages = await Promise.all(offsets.map(get));
    rows.push(...pages.flatMap((page) => page.rows));
  }

  return rows;
}

/** Rows from `offset` on, a page after the other until they are enough or all; `total` is how many Redmine has. */
export async function pagesFrom<T>(
  offset: number,
  get: (offset: number) => Promise<Page<T>>,
  isEnough: (rows: readonly T[]) => boolean,
): Promise<{ rows: T[]; total: number }> {
  const rows: T[] = [];
  for (;;) {
    const page = await get(offset + rows.length);
    rows.push(...page.rows);
    const end = offset + rows.length;
    const total = Math.max(page.total ?? 0, end);
    if (page.rows.length === 0 || end >= total || isEnough(rows)) return { rows, total: page.total ?? total };
  }
}

/** The answers for all of `items`, in their order, four requests at a time. */
export async function inTurns<T, A>(items: readonly T[], ask: (item: T) => Promise<A>): Promise<A[]> {
  const answers: A[] = [];
  for (let first = 0; first < items.length; first += atOnce) {
    answers.push(...(await Promise.all(items.slice(first, first + atOnce).map(ask))));
  }
  return answers;
}

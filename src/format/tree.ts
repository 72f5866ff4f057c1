interface Kind<T, Key> {
  key(item: T): Key;
  parent(item: T): Key | undefined;
  /** `depth` 0: its parent is not in the list. */
  row(item: T, depth: number): string;
}

const maxIndent = 8; // deeper ones stand as deep

/** One row an item, children indented below their parents, each item once whatever the parents say. */
export function treeRows<T, Key extends string | number>(
  items: readonly T[],
  { key, parent, row }: Kind<T, Key>,
): string[] {
  const listed = new Set(items.map(key));
  const parentOf = (item: T) => {
    const above = parent(item);
    return above !== undefined && listed.has(above) ? above : undefined;
  };
  const children = Map.groupBy(items, parentOf);
  const told = new Set<T>();
  const rows: string[] = [];

  const tell = (first: T) => {
    const waiting = [{ item: first, depth: 0 }];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { item, depth } = next;
      if (told.has(item)) continue;
      told.add(item);
      rows.push(`${"  ".repeat(Math.min(depth, maxIndent))}${row(item, depth)}`);
      const below = children.get(key(item)) ?? [];
      waiting.push(...below.toReversed().map((child) => ({ item: child, depth: depth + 1 })));
    }
  };

  for (const item of children.get(undefined) ?? []) tell(item);
  for (const item of items) if (!told.has(item)) tell(item); // parents in a circle
  return rows;
}

import type { Row, SampleData } from "./records.ts";

export type Table<R extends Row> = {
  get(id: number | null | undefined): R | undefined;
  all(): R[];
  find(match: (row: R) => boolean): R | undefined;
  where(match: (row: R) => boolean): R[];
  /** Gives the row the next id; an id is never used twice, as in Redmine's database. */
  add(row: Omit<R, "id">): R;
  delete(id: number): void;
  deleteWhere(match: (row: R) => boolean): void;
};

/** A copy of a row; the bytes of a file, which nobody changes in place, are shared. Much faster than structuredClone. */
function copyOf<T>(value: T): T {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(copyOf) as T; // the same elements, copied
  if (Object.getPrototypeOf(value) !== Object.prototype) return structuredClone(value);
  const copy: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value)) copy[key] = copyOf(each);
  return copy as T; // the same keys, with copies
}

/** Rows stay in the order of their ids. */
function createTable<R extends Row>(rows: R[]): Table<R> {
  const byId = new Map(rows.map((row) => [row.id, copyOf(row)]));
  let last = Math.max(0, ...byId.keys());

  return {
    get: (id) => (id == null ? undefined : byId.get(id)),
    all: () => [...byId.values()],
    find(match) {
      for (const row of byId.values()) if (match(row)) return row;
      return undefined;
    },
    where(match) {
      const rows: R[] = [];
      for (const row of byId.values()) if (match(row)) rows.push(row);
      return rows;
    },
    add(row) {
      last += 1;
      const added = { ...row, id: last } as R; // R is its columns and an id
      byId.set(last, added);
      return added;
    },
    delete: (id) => void byId.delete(id),
    deleteWhere(match) {
      for (const row of byId.values()) if (match(row)) byId.delete(row.id);
    },
  };
}

type Tables<T> = { [N in keyof T]: T[N] extends (infer R extends Row)[] ? Table<R> : never };

/** The sample's database: the data it started from, and what was written since. */
export function createState(data: SampleData, redirectUris: string[]) {
  const { title, attachmentMaxBytes, workflows, application, ...rows } = data;
  const names = Object.keys(rows) as (keyof typeof rows)[];
  const tables = Object.fromEntries(names.map((name) => [name, createTable<Row>(rows[name])]));
  const applications = new Map([[application.clientId, { ...structuredClone(application), redirectUris }]]);
  return { title, attachmentMaxBytes, workflows, applications, ...(tables as Tables<typeof rows>) }; // one for each name
}

export type State = ReturnType<typeof createState>;

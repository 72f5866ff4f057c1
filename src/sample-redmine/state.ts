import type { Application, Row, SampleData } from "./records.ts";

export type Table<R extends Row> = {
  get(id: number | null | undefined): R | undefined;
  all(): R[];
  find(match: (row: R) => boolean): R | undefined;
  where(match: (row: R) => boolean): R[];
  /** Gives the row the next id; an id is never used twice, as in Redmine's database. */
  add(row: Omit<R, "id">): R;
  delete(id: number): void;
};

/** Rows stay in the order of their ids. */
function createTable<R extends Row>(rows: R[]): Table<R> {
  const byId = new Map(rows.map((row) => [row.id, structuredClone(row)]));
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
  };
}

/** The sample's database: the data it started from, and what was written since. */
export function createState(data: SampleData, redirectUris: string[]) {
  const application: Application = { ...structuredClone(data.application), redirectUris };

  return {
    title: data.title,
    attachmentMaxBytes: data.attachmentMaxBytes,
    workflows: data.workflows,
    applications: new Map([[application.clientId, application]]),
    users: createTable(data.users),
    groups: createTable(data.groups),
    roles: createTable(data.roles),
    members: createTable(data.members),
    projects: createTable(data.projects),
    trackers: createTable(data.trackers),
    statuses: createTable(data.statuses),
    priorities: createTable(data.priorities),
    activities: createTable(data.activities),
    customFields: createTable(data.customFields),
    versions: createTable(data.versions),
    categories: createTable(data.categories),
    issues: createTable(data.issues),
    journals: createTable(data.journals),
    relations: createTable(data.relations),
    attachments: createTable(data.attachments),
    timeEntries: createTable(data.timeEntries),
    wikiPages: createTable(data.wikiPages),
    news: createTable(data.news),
    newsComments: createTable(data.newsComments),
    documents: createTable(data.documents),
    queries: createTable(data.queries),
  };
}

export type State = ReturnType<typeof createState>;

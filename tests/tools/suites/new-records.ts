import { saveCategory } from "../../../src/tools/categories.ts";
import { createIssue } from "../../../src/tools/issues/create-issue.ts";
import { saveMembership } from "../../../src/tools/members.ts";
import { saveNews } from "../../../src/tools/news.ts";
import { createProject } from "../../../src/tools/projects/save-project.ts";
import { logTime } from "../../../src/tools/time/log-time.ts";
import type { Tool } from "../../../src/tools/tool.ts";
import { saveVersion } from "../../../src/tools/versions.ts";
import { type Routes, type StubRedmine, stubRedmine } from "../../support/stub-redmine.ts";
import { named } from "./record-kinds.ts";

/** A record that one call creates. */
export interface NewRecord {
  tool: Tool;
  args: object;
  /** Where it is sent to, where the list of such records is, and where one of them is. */
  post: string;
  list: string;
  one(id: number): string;
  /** As Redmine answers it; `at` is when it was created. */
  json(id: number, at: string): object;
  /** The keys that it has alone and in a list. */
  keys: readonly [string, string];
  others?: Routes;
  /** Redmine does not tell when it was created. */
  isTimeless?: true;
}

const alice = named(5, "Alice Archer");
const alpha = named(1, "Alpha");
const project = { ...alpha, identifier: "alpha", status: 1, is_public: true, trackers: [named(1, "Bug")] };
const issueFields = {
  project: alpha,
  tracker: named(1, "Bug"),
  status: { ...named(1, "New"), is_closed: false },
  priority: named(2, "Normal"),
  author: alice,
};

export const newRecords: Record<string, NewRecord> = {
  issue: {
    tool: createIssue,
    args: { project_id: "alpha", tracker_id: "Bug", subject: "Printer" },
    post: "/issues.json",
    list: "/issues.json",
    one: (id) => `/issues/${id}.json`,
    json: (id, at) => ({ id, ...issueFields, subject: "Printer", created_on: at, updated_on: at }),
    keys: ["issue", "issues"],
  },
  "time entry": {
    tool: logTime,
    args: { project_id: "alpha", hours: "1:30", activity: "Design", date: "2026-03-01", comment: "Review " },
    post: "/time_entries.json",
    list: "/time_entries.json",
    one: (id) => `/time_entries/${id}.json`,
    json: (id, at) => ({
      id,
      project: alpha,
      user: alice,
      activity: named(8, "Design"),
      hours: 1.5,
      comments: "Review",
      spent_on: "2026-03-01",
      created_on: at,
    }),
    keys: ["time_entry", "time_entries"],
    others: { "/enumerations/time_entry_activities.json": { time_entry_activities: [named(8, "Design")] } },
  },
  version: {
    tool: saveVersion,
    args: { project_id: "alpha", name: "2.0" },
    post: "/projects/1/versions.json",
    list: "/projects/1/versions.json",
    one: (id) => `/versions/${id}.json`,
    json: (id, at) => ({ id, project: alpha, name: "2.0", status: "open", sharing: "none", created_on: at }),
    keys: ["version", "versions"],
  },
  news: {
    tool: saveNews,
    args: { project_id: "alpha", title: "Hello", text: "All" },
    post: "/projects/1/news.json",
    list: "/projects/1/news.json",
    one: (id) => `/news/${id}.json`,
    json: (id, at) => ({ id, project: alpha, author: alice, title: "Hello", description: "All", created_on: at }),
    keys: ["news", "news"],
  },
  category: {
    tool: saveCategory,
    args: { project_id: "alpha", name: "Web" },
    post: "/projects/1/issue_categories.json",
    list: "/projects/1/issue_categories.json",
    one: (id) => `/issue_categories/${id}.json`,
    json: (id) => ({ id, name: "Web", project: alpha }),
    keys: ["issue_category", "issue_categories"],
    isTimeless: true,
  },
  project: {
    tool: createProject,
    args: { identifier: "beta", name: "Beta" },
    post: "/projects.json",
    list: "/projects/beta.json",
    one: (id) => `/projects/${id}.json`,
    json: (id, at) => ({ id, name: "Beta", identifier: "beta", status: 1, created_on: at }),
    keys: ["project", "project"],
  },
  membership: {
    tool: saveMembership,
    args: { project_id: "alpha", member: 5, roles: ["Role 1"] },
    post: "/projects/1/memberships.json",
    list: "/projects/1/memberships.json",
    one: (id) => `/memberships/${id}.json`,
    json: (id) => ({ id, project: alpha, user: alice, roles: [named(1, "Role 1")] }),
    keys: ["membership", "memberships"],
    others: { "/roles.json": { roles: [named(1, "Role 1")] } },
    isTimeless: true,
  },
};

export interface Creating {
  saves: boolean;
  /** The same was created a year ago. */
  older: boolean;
  answer(): Response | undefined;
}

export const newId = 42;
const olderId = 17;

/** A Redmine in which one such record is created, or not, whatever it answers; undefined is its own answer. */
export function creating(kind: NewRecord, { saves, older, answer }: Creating): StubRedmine {
  const records: { id: number }[] = older ? [kind.json(olderId, "2025-01-01T08:00:00Z") as { id: number }] : [];
  const [single, several] = kind.keys;
  const post = () => {
    const made = kind.json(newId, new Date().toISOString()) as { id: number };
    if (saves) records.push(made);
    return (
      answer() ??
      (kind.tool === saveNews
        ? new Response(null, { status: 204 })
        : Response.json({ [single]: made }, { status: 201 }))
    );
  };
  const list = () => {
    if (single !== several || kind.tool === saveNews)
      return Response.json({ [several]: records, total_count: records.length, offset: 0, limit: 100 });
    const last = records.at(-1);
    return last ? Response.json({ [single]: last }) : new Response("", { status: 404 });
  };
  const one = (id: number) => () => {
    const record = records.find((each) => each.id === id);
    return record ? Response.json({ [single]: record }) : new Response("", { status: 404 });
  };
  return stubRedmine({
    "/my/account.json": { user: { id: 5, login: "alice", firstname: "Alice", lastname: "Archer", memberships: [] } },
    "/projects/alpha.json": { project },
    "/projects/1.json": { project },
    "/trackers.json": { trackers: [named(1, "Bug")] },
    ...(kind.post !== "/projects.json" && {
      "/projects.json": { projects: [project], total_count: 1, offset: 0, limit: 100 },
    }),
    ...kind.others,
    [kind.list]: list,
    [kind.one(newId)]: one(newId),
    [kind.one(olderId)]: one(olderId),
    [kind.post]: (_, request) => (request.method === "POST" ? post() : list()),
  });
}

import { saveCategory } from "../../../src/tools/categories.ts";
import { updateIssue } from "../../../src/tools/issues/update-issue.ts";
import { saveMembership } from "../../../src/tools/members.ts";
import { saveNews } from "../../../src/tools/news.ts";
import { updateProject } from "../../../src/tools/projects/save-project.ts";
import { relateIssues } from "../../../src/tools/relations.ts";
import { updateTimeEntry } from "../../../src/tools/time/update-time-entry.ts";
import type { Tool } from "../../../src/tools/tool.ts";
import { saveVersion } from "../../../src/tools/versions.ts";
import { changeWatchers } from "../../../src/tools/watchers.ts";
import type { Routes } from "../../support/stub-redmine.ts";

export type State = Record<string, string>;

/** A kind of record with its fields by the labels that answers have; all values are texts. */
export interface Kind {
  tool: Tool;
  values: Record<string, readonly string[]>;
  args(requested: State): object;
  /** What Redmine answers for the record. */
  path: string;
  json(state: State): object;
  /** The requested fields out of a request's body. */
  body(json: never): State;
  /** How an answer writes the value. */
  shown?(label: string, value: string): string;
  others?: Routes;
  write?: string;
  /** What a POST answers. */
  made?: object;
}

export const named = (id: number, name: string) => ({ id, name });
const project = {
  ...named(1, "Alpha"),
  identifier: "alpha",
  status: 1,
  is_public: true,
  trackers: [],
  enabled_modules: [],
};
const at = { created_on: "2026-03-01T09:00:00Z", updated_on: "2026-03-01T09:00:00Z" };
const issueOf = (id: number) => ({
  id,
  project: named(1, "Alpha"),
  tracker: named(1, "Bug"),
  status: { ...named(1, "New"), is_closed: false },
  priority: named(2, "Normal"),
  ...at,
});
const projects = {
  "/projects/1.json": { project },
  "/projects.json": { projects: [project], total_count: 1, offset: 0, limit: 100 },
};
const people = ["Alice Archer", "Bob Baker", "Carol Clark"];
const ids = (value: string) => (value === "" ? [] : value.split(","));
const defined = (state: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(state).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));

export const kinds: Record<string, Kind> = {
  issue: {
    tool: updateIssue,
    values: { Subject: ["A", "B", "C"], Done: ["0", "10", "50"], Due: ["", "2026-04-01", "2026-05-01"] },
    args: ({ Subject, Done, Due }) => ({
      issue_id: 7,
      subject: Subject,
      done_ratio: Done === undefined ? undefined : Number(Done),
      due_date: Due,
    }),
    path: "/issues/7.json",
    json: ({ Subject, Done, Due }) => ({
      issue: { ...issueOf(7), subject: Subject, done_ratio: Number(Done), due_date: Due || null },
    }),
    body: ({ issue }: { issue: Record<string, string> }) =>
      defined({ Subject: issue.subject, Done: issue.done_ratio?.toString(), Due: issue.due_date }),
    shown: (label, value) => (label === "Done" ? `${value}%` : value),
    others: { "/trackers.json": { trackers: [named(1, "Bug")] } },
  },
  "time entry": {
    tool: updateTimeEntry,
    values: { Hours: ["1", "1.5", "2"], Comment: ["", "a", "b"], Date: ["2026-03-01", "2026-03-02"] },
    args: ({ Hours, Comment, Date: day }) => ({ time_entry_id: 4, hours: Hours, comment: Comment, date: day }),
    path: "/time_entries/4.json",
    json: ({ Hours, Comment, Date: day }) => ({
      time_entry: {
        id: 4,
        project: named(1, "Alpha"),
        user: named(5, "Alice Archer"),
        activity: named(8, "Design"),
        hours: Number(Hours),
        comments: Comment,
        spent_on: day,
      },
    }),
    body: ({ time_entry: entry }: { time_entry: Record<string, string> }) =>
      defined({ Hours: entry.hours?.toString(), Comment: entry.comments, Date: entry.spent_on }),
    shown: (label, value) => (label === "Hours" ? `${value} h` : value),
  },
  version: {
    tool: saveVersion,
    values: { Name: ["1.0", "1.1"], Description: ["", "x", "y"], Status: ["open", "closed"] },
    args: ({ Name, Description, Status }) => ({
      project_id: 1,
      version: 3,
      name: Name,
      description: Description,
      status: Status,
    }),
    path: "/versions/3.json",
    json: (state) => ({ version: versionOf(state) }),
    body: ({ version }: { version: Record<string, string> }) =>
      defined({ Name: version.name, Description: version.description, Status: version.status }),
    others: { ...projects, "/projects/1/versions.json": { versions: [versionOf({ Name: "1.0", Status: "open" })] } },
  },
  project: {
    tool: updateProject,
    values: { Name: ["Alpha", "Beta"], Description: ["", "x", "y"], Homepage: ["", "https://a.example"] },
    args: ({ Name, Description, Homepage }) => ({
      project_id: 1,
      name: Name,
      description: Description,
      homepage: Homepage,
    }),
    path: "/projects/1.json",
    json: ({ Name, Description, Homepage }) => ({
      project: { ...project, name: Name, description: Description, homepage: Homepage },
    }),
    body: ({ project: sent }: { project: Record<string, string> }) =>
      defined({ Name: sent.name, Description: sent.description, Homepage: sent.homepage }),
    others: projects,
  },
  news: {
    tool: saveNews,
    values: { Title: ["A", "B"], Summary: ["", "x"], Text: ["one", "two"] },
    args: ({ Title, Summary, Text }) => ({ news_id: 6, title: Title, summary: Summary, text: Text }),
    path: "/news/6.json",
    json: ({ Title, Summary, Text }) => ({
      news: { id: 6, project: named(1, "Alpha"), title: Title, summary: Summary, description: Text, ...at },
    }),
    body: ({ news }: { news: Record<string, string> }) =>
      defined({ Title: news.title, Summary: news.summary, Text: news.description }),
  },
  category: {
    tool: saveCategory,
    values: { Name: ["Ops", "Dev", "Web"] },
    args: ({ Name }) => ({ project_id: 1, category: 2, name: Name }),
    path: "/issue_categories/2.json",
    json: ({ Name }) => ({ issue_category: { id: 2, name: Name, project: named(1, "Alpha") } }),
    body: ({ issue_category: sent }: { issue_category: Record<string, string> }) => defined({ Name: sent.name }),
    others: projects,
  },
  membership: {
    tool: saveMembership,
    values: { Roles: ["1", "1,2", "2,3", "3"] },
    args: ({ Roles = "1" }) => ({ project_id: 1, member: 5, roles: ids(Roles).map(Number) }),
    path: "/memberships/9.json",
    json: (state) => ({ membership: membershipOf(state) }),
    body: ({ membership }: { membership: { role_ids: number[] } }) => ({ Roles: membership.role_ids.join(",") }),
    shown: (_, value) =>
      ids(value)
        .map((id) => `Role ${id}`)
        .join(", "),
    others: { ...projects, "/roles.json": { roles: [1, 2, 3].map((id) => named(id, `Role ${id}`)) } },
  },
  watchers: {
    tool: changeWatchers,
    values: { Watchers: ["", "0", "0,1", "1,2"] },
    args: ({ Watchers = "" }) => ({ issue_id: 7, add: ids(Watchers).map((at) => Number(at) + 10) }),
    path: "/issues/7.json",
    json: ({ Watchers = "" }) => ({
      issue: {
        ...issueOf(7),
        subject: "A",
        watchers: ids(Watchers).map((at) => named(Number(at) + 10, people[Number(at)] ?? "")),
      },
    }),
    body: ({ watcher }: { watcher: { user_ids: number[] } }) => ({
      Watchers: watcher.user_ids.map((id) => id - 10).join(","),
    }),
    shown: (_, value) =>
      ids(value)
        .map((at) => people[Number(at)])
        .join(", "),
    write: "/issues/7/watchers.json",
  },
  relation: {
    tool: relateIssues,
    values: { Relations: ["", "blocks", "relates", "blocks,relates"] },
    args: () => ({ issue_id: 7, relation: "blocks", other_id: 8 }),
    path: "/issues/8.json",
    json: ({ Relations = "" }) => ({
      issue: {
        ...issueOf(8),
        subject: "A",
        relations: ids(Relations).map((relation_type, at) => ({ id: at, issue_id: 7, issue_to_id: 8, relation_type })),
      },
    }),
    body: () => ({ Relations: "blocks" }),
    shown: (_, value) =>
      ids(value)
        .map((type) => (type === "blocks" ? "blocks #8" : "relates to #8"))
        .join(", "),
    write: "/issues/7/relations.json",
    made: { relation: { id: 8, issue_id: 7, issue_to_id: 8, relation_type: "blocks" } },
  },
};

function versionOf({ Name, Description, Status }: State) {
  return {
    id: 3,
    project: named(1, "Alpha"),
    name: Name,
    description: Description,
    status: Status,
    sharing: "none",
    ...at,
  };
}

export function membershipOf({ Roles = "" }: State) {
  const roles = ids(Roles).map((id) => named(Number(id), `Role ${id}`));
  return { id: 9, project: named(1, "Alpha"), user: named(5, "Alice Archer"), roles };
}

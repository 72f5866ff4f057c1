import { expect, test } from "vitest";
import { allPrompts } from "../../src/tools/index.ts";
import { tellingWords } from "../../src/tools/prompts/one-issue.ts";
import { type Routes, stubRedmine } from "../support/stub-redmine.ts";

const prompt = (name: string) => {
  const found = allPrompts.find((each) => each.name === name);
  if (!found) throw new Error(`no prompt ${name}`);
  return found;
};

const issue = (id: number, more: object = {}) => ({
  id,
  project: { id: 1, name: "Alpha" },
  tracker: { id: 1, name: "Bug" },
  status: { id: 1, name: "New" },
  priority: { id: 2, name: "High" },
  author: { id: 6, name: "Bob Baker" },
  subject: `Issue ${id}`,
  description: "It breaks.\r\nEvery day.",
  created_on: "2026-03-01T09:00:00Z",
  updated_on: "2026-03-02T09:00:00Z",
  ...more,
});
const alpha = { id: 1, name: "Alpha", identifier: "alpha", status: 1 };
const note = (id: number) => ({
  id,
  user: { id: 6, name: "Bob Baker" },
  notes: `Note ${id}`,
  created_on: `2026-03-${10 + id}T09:00:00Z`,
  details: [],
});

const routes: Routes = {
  "/projects.json": { projects: [alpha], total_count: 1 },
  "/projects/1.json": {
    project: {
      ...alpha,
      trackers: [{ id: 1, name: "Bug" }],
      enabled_modules: [{ name: "issue_tracking" }],
      issue_custom_fields: [],
    },
  },
  "/projects/1/memberships.json": { memberships: [], total_count: 0 },
  "/projects/1/versions.json": { versions: [] },
  "/enumerations/issue_priorities.json": { issue_priorities: [{ id: 2, name: "High" }] },
  "/projects/1/search.json": {
    results: [
      {
        id: 61,
        title: "Bug #61 (New): Memory grows",
        type: "issue",
        url: "",
        description: "the worker is killed",
        datetime: "2026-03-01T00:00:00Z",
      },
      {
        id: 62,
        title: "Bug #62 (New): Worker memory",
        type: "issue",
        url: "",
        description: "memory of the worker",
        datetime: "2026-01-01T00:00:00Z",
      },
    ],
    total_count: 2,
  },
  "/issues/61.json": { issue: issue(61, { journals: Array.from({ length: 30 }, (_, at) => note(at + 1)) }) },
  "/issues.json": { issues: [issue(1), issue(2)], total_count: 2 },
  "/time_entries.json": {
    time_entries: [
      {
        id: 1,
        project: alpha,
        issue: { id: 1 },
        user: { id: 5, name: "Alice Archer" },
        activity: { id: 8, name: "Design" },
        hours: 2.5,
        spent_on: "2026-03-01",
      },
    ],
    total_count: 1,
  },
};

const got = async (name: string, args: Record<string, string>, changed: Routes = {}) => {
  const redmine = stubRedmine({ ...routes, ...changed });
  return { ...(await prompt(name).load(args, redmine.context)), requests: redmine.requests };
};

test("names and arguments are those that people were promised", () => {
  expect(
    allPrompts.map((each) => [each.name, each.arguments.map(({ name, required }) => `${name}${required ? "" : "?"}`)]),
  ).toEqual([
    ["summarize_ticket", ["issue_id"]],
    ["draft_bug_report", ["project_id", "rough_notes"]],
    ["weekly_report", ["project_id?"]],
    ["triage_new_issues", ["project_id?"]],
  ]);
  for (const { description, arguments: args } of allPrompts) {
    expect(description).not.toBe("");
    for (const argument of args) expect(argument.description).not.toBe("");
  }
});

test("summarize_ticket has the whole history in it, as data", async () => {
  const { text } = await got("summarize_ticket", { issue_id: "#61" });
  expect(prompt("summarize_ticket").description).toBe(
    "The issue with its whole history, and what a summary should say.",
  );
  expect(text).toMatch(/^Summarize this Redmine issue/);
  for (let at = 1; at <= 30; at += 1) expect(text).toContain(`Note ${at}\n`);
  expect(text.indexOf("Note 30")).toBeGreaterThan(text.indexOf("<redmine-"));
});

test("draft_bug_report has the project, the most similar open issues first, and the notes", async () => {
  const { text, requests } = await got("draft_bug_report", {
    project_id: "Alpha",
    rough_notes: "worker memory explodes",
  });
  expect(text).toContain("Trackers: Bug");
  expect(text.indexOf("#62")).toBeLessThan(text.indexOf("#61"));
  expect(text).toMatch(/Rough notes of the user:\nworker memory explodes$/);
  expect(requests).toContain(
    "GET /projects/1/search.json?q=explodes+worker+memory&issues=1&open_issues=1&all_words=&limit=50",
  );
});

test("the words that tell most about a text are the long ones", () => {
  expect(tellingWords("The API, the api and the (configuration-file) of Müller's server: 42")).toEqual([
    "configuration-file",
    "müller",
    "server",
  ]);
});

test("weekly_report has the week of a project or of the user", async () => {
  const { text, requests } = await got("weekly_report", { project_id: "" });
  expect(text).toContain("the user's week in Redmine");
  expect(text).toContain("Closed by or for the user (2):");
  expect(text).toContain("Time (1 time entry, 2.5 h):");
  expect(requests.filter((request) => request.includes("=me"))).toHaveLength(5);

  const project = await got("weekly_report", { project_id: "alpha" });
  expect(project.requests.some((request) => request.includes("=me"))).toBe(false);
  expect(project.requests.filter((request) => request.includes("project_id=1"))).toHaveLength(5);
});

test("weekly_report without the right to see time says so", async () => {
  const { text } = await got("weekly_report", {}, { "/time_entries.json": new Response("", { status: 403 }) });
  expect(text).toContain("Time: not visible to this user.");
});

test("triage_new_issues has the issues nobody has, and what the project offers", async () => {
  const { text, requests } = await got("triage_new_issues", { project_id: "alpha" });
  expect(requests.some((request) => request.includes("assigned_to_id=!*"))).toBe(true);
  expect(text).toContain("2 such issues.");
  expect(text).toContain("- #1 Issue 1 (Bug, New, High, 2026-03-01 by Bob Baker)\n  It breaks. Every day.");
  expect(text).toContain("Priorities: High");

  const none = await got("triage_new_issues", {}, { "/issues.json": { issues: [], total_count: 0 } });
  expect(none.text).toContain("nothing to triage");
});

test.each([
  ["summarize_ticket", { issue_id: "x" }, "give an issue's number"],
  ["summarize_ticket", { issue_id: "9" }, "Redmine has no issue #9"],
  ["draft_bug_report", { project_id: "alhpa", rough_notes: "x" }, "There is no project “alhpa”"],
  ["draft_bug_report", { project_id: "alpha" }, "rough_notes"],
])("%s %j is refused with a reason", async (name, args, reason) => {
  const { text, isError } = await got(name, args);
  expect(isError).toBe(true);
  expect(text).toContain(reason);
});

test("whatever Redmine holds, a prompt keeps to 40,000 characters and closes its quotation", async () => {
  const endless = issue(61, {
    subject: "s".repeat(255),
    description: "d".repeat(5_000_000),
    category: { id: 1, name: "c".repeat(255) },
  });
  const changed: Routes = {
    "/issues/61.json": {
      issue: {
        ...endless,
        journals: Array.from({ length: 500 }, (_, at) => ({
          ...note(at + 1),
          created_on: "2026-03-01T09:00:00Z",
          notes: "n".repeat(3_000),
        })),
      },
    },
    "/issues.json": {
      issues: Array.from({ length: 40 }, (_, at) => ({
        ...endless,
        id: at,
        description: "d".repeat(20_000),
        project: { id: at, name: `${at}${"p".repeat(255)}` },
      })),
      total_count: 9_000,
    },
    "/time_entries.json": {
      time_entries: Array.from({ length: 100 }, (_, at) => ({
        id: at,
        project: alpha,
        user: { id: at, name: `${at}${"u".repeat(255)}` },
        activity: { id: 8, name: "a" },
        hours: 1,
        comments: "c".repeat(1_000),
        spent_on: "2026-03-01",
      })),
      total_count: 100,
    },
    "/projects/1.json": {
      project: {
        ...alpha,
        description: "d".repeat(1_000_000),
        trackers: [{ id: 1, name: "Bug" }],
        enabled_modules: [],
        issue_categories: Array.from({ length: 500 }, (_, id) => ({ id, name: "c".repeat(255) })),
      },
    },
  };
  const all = [
    ["summarize_ticket", { issue_id: "61" }],
    ["draft_bug_report", { project_id: "alpha", rough_notes: "long words ".repeat(9_000) }],
    ["weekly_report", {}],
    ["triage_new_issues", { project_id: "alpha" }],
  ] as const;
  for (const [name, args] of all) {
    const { text, isError } = await got(name, args, changed);
    expect(isError && text).toBe(false);
    expect(text.length).toBeLessThanOrEqual(40_000);
    expect(text.match(/<\/redmine-\w+>/g)).toHaveLength(1);
  }
});

test("arguments complete against what there is", async () => {
  const { context } = stubRedmine(routes);
  expect(await prompt("summarize_ticket").complete("issue_id", "2", context)).toEqual(["2"]);
  expect(await prompt("triage_new_issues").complete("project_id", "Al", context)).toEqual(["alpha"]);
  expect(await prompt("draft_bug_report").complete("rough_notes", "x", context)).toEqual([]);
});

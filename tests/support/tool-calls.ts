import type { Tool } from "../../src/tools/tool.ts";

// Calls of every tool, for data in which `word` is added to each text and name.

/** A value for each parameter that lets a tool do its work on the test data. */
export const valuesWith = (word: string): Readonly<Record<string, unknown>> => ({
  issue_id: 1,
  other_id: 2,
  project_id: "alpha",
  tracker_id: 1,
  attachment_id: 1,
  time_entry_id: 1,
  news_id: 1,
  relation: "blocks",
  query: "memory",
  title: `Guide_${word}`,
  page: `Guide_${word}`,
  new_title: "Book",
  subject: "A subject",
  name: "A name",
  identifier: "a-name",
  text: "A text",
  content: "A text",
  filename: "a.txt",
  hours: 1,
  note: 1,
  notes: "A note",
  status: "closed",
  member: 7,
  roles: [5],
  add: [6],
  version: 1,
  category: 1,
  id: "issue-1",
});

const exactWith = (word: string): Readonly<Record<string, readonly object[]>> => ({
  list_issues: [
    {},
    { csv: true },
    { project_id: "alpha", columns: ["author", "category", "version", `Severity ${word}`] },
  ],
  update_issue: [
    { issue_id: 1, status_id: `In Progress ${word}`, assignee_id: `Dan Duarte ${word}`, notes: "x" },
    { issue_id: 61, tracker_id: 3 },
    { issue_id: 1, custom_fields: { [`Severity ${word}`]: "Nothing" } },
    { issue_id: 1, custom_fields: { Sever: "Nothing" } },
    { issue_id: 1, version_id: 1 },
  ],
  create_issue: [{ project_id: "closed-project", tracker_id: 1, subject: "x" }],
  get_issue_details: [{ issue_id: 61, notes: "all" }, { issue_id: 62 }, { issue_id: 63 }, { issue_id: 67 }],
  get_wiki_page: [{ project_id: "alpha" }, { project_id: "alpha", title: "Guid" }],
});

/** What a model may send: what works, too little, and a word that is part of every name for each parameter that takes a text. */
export function callsOf(tool: Tool, word: string): object[] {
  const values = valuesWith(word);
  const { properties, required = [] } = tool.inputSchema;
  const known = (names: readonly string[]) =>
    Object.fromEntries(names.filter((name) => name in values).map((name) => [name, values[name]]));
  const least = known(required);
  const usual = { ...least, ...("project_id" in properties && { project_id: "alpha" }) };
  const names = Object.keys(properties);
  const near = names.flatMap((name) => [
    { ...usual, [name]: word },
    { ...usual, [name]: [word] },
  ]);
  const full = names.map((name) => ({ ...usual, ...known([name]) }));
  return [least, usual, ...full, ...near, ...(exactWith(word)[tool.name] ?? [])];
}

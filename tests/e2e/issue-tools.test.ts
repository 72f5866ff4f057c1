import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SignedIn, signIn } from "../support/mcp-client.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { startOurServer } from "./our-server.ts";
import { redmine } from "./redmine.ts";

// The issue tools from an MCP client to a real Redmine and back; what they did is read there with another person's API key.
const { admin, alice, bob, greta } = redmine.people;
let server: ServerProcess;
let manager: SignedIn;
let reporter: SignedIn;
let german: SignedIn;
const made: number[] = [];

beforeAll(async () => {
  server = await startOurServer();
  [manager, reporter, german] = [
    await signIn(server.mcpUrl, alice),
    await signIn(server.mcpUrl, bob),
    await signIn(server.mcpUrl, greta),
  ];
});
afterAll(async () => {
  await Promise.all(made.map((id) => asAdmin(`issues/${id}.json`, { method: "DELETE" })));
  await server?.stop();
});

async function asAdmin(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { "x-redmine-api-key": admin.apiKey, "content-type": "application/json" };
  return fetch(`${redmine.url}/${path}`, { ...init, headers });
}

interface RealIssue {
  id: number;
  subject: string;
  status: { name: string };
  assigned_to?: { name: string };
  priority: { name: string };
  fixed_version?: { name: string };
  due_date?: string;
  is_private: boolean;
  custom_fields: { name: string; value: unknown }[];
  journals: { notes: string; private_notes: boolean; user: { name: string } }[];
}

async function real(id: number): Promise<RealIssue> {
  const answer = (await (await asAdmin(`issues/${id}.json?include=journals`)).json()) as { issue: RealIssue };
  return answer.issue;
}

async function create(person: SignedIn, args: object): Promise<{ id: number; text: string }> {
  const { text, isError } = await person.call("create_issue", { project_id: "Alpha", tracker_id: "Bug", ...args });
  expect(isError, text).toBe(false);
  const id = Number(/#(\d+)/.exec(text)?.[1]);
  made.push(id);
  return { id, text };
}

describe("create_issue", () => {
  test("takes names for everything, and Redmine has it all", async () => {
    const { id } = await create(manager, {
      subject: "Names everywhere",
      description: "Made by a test.",
      priority_id: "Urgent",
      assignee_id: "Dan Duarte",
      version_id: "1.1",
      due_date: "2030-01-31",
      custom_fields: { Severity: "High" },
    });
    const issue = await real(id);
    expect(issue).toMatchObject({
      subject: "Names everywhere",
      priority: { name: "Urgent" },
      assigned_to: { name: "Dan Duarte" },
      fixed_version: { name: "1.1" },
      due_date: "2030-01-31",
    });
    expect(issue.custom_fields).toContainEqual(expect.objectContaining({ name: "Severity", value: "High" }));
  });

  test("a missing required field is named with its values, and nothing is made", async () => {
    const args = { project_id: "alpha", tracker_id: "Support", subject: "No environment", description: "" };
    const { text, isError } = await manager.call("create_issue", args);
    expect(isError).toBe(true);
    expect(text).toMatch(/Environment.*\n?.*Development, Staging, Production/);
    const found = (await (await asAdmin("issues.json?subject=No+environment&status_id=*")).json()) as {
      total_count: number;
    };
    expect(found.total_count).toBe(0);
  });

  test("a German user's refusal is passed on in German", async () => {
    const args = { project_id: "alpha", tracker_id: "Support", subject: "Ohne Umgebung", description: "" };
    const { text, isError } = await german.call("create_issue", args);
    expect(isError).toBe(true);
    expect(text).toContain("muss ausgefüllt werden");
  });

  test("bob cannot create where he is no member", async () => {
    const args = { project_id: "secret", tracker_id: "Bug", subject: "Sneaking in", description: "" };
    const { isError } = await reporter.call("create_issue", args);
    expect(isError).toBe(true);
  });
});

describe("update_issue", () => {
  test("says what changed, and it did", async () => {
    const { id } = await create(manager, { subject: "To be changed", description: "" });
    const { text, isError } = await manager.call("update_issue", {
      issue_id: id,
      notes: "Working on it.",
      status_id: "In Progress",
      assignee_id: "me",
    });
    expect(isError, text).toBe(false);
    expect(text).toMatch(/New → In Progress/);
    const issue = await real(id);
    expect(issue).toMatchObject({ status: { name: "In Progress" }, assigned_to: { name: "Alice Archer" } });
    expect(issue.journals.at(-1)).toMatchObject({ notes: "Working on it.", user: { name: "Alice Archer" } });
  });

  test("a transition the workflow does not allow is refused with those it does", async () => {
    const { id } = await create(manager, { subject: "Not for bob to close", description: "" });
    const { text, isError } = await reporter.call("update_issue", { issue_id: id, status_id: "Rejected" });
    expect(isError).toBe(true);
    expect(text).toMatch(/may not set it to <(redmine-\w+)>Rejected<\/\1>\. Allowed next: <\1>Closed<\/\1>\./);
    expect((await real(id)).status.name).toBe("New");
  });

  test("what Redmine ignores in silence is told", async () => {
    const { id } = await create(manager, { subject: "Bob may only comment", description: "" });
    const { text, isError } = await reporter.call("update_issue", { issue_id: id, subject: "bob was here" });
    expect(isError).toBe(true);
    expect(text).toContain("NOT changed");
    expect((await real(id)).subject).toBe("Bob may only comment");
  });

  test("a private note stays private, or is not written at all", async () => {
    const { id } = await create(manager, { subject: "Private matters", description: "" });
    await manager.call("update_issue", { issue_id: id, notes: "For members.", private_notes: true });
    expect((await real(id)).journals.at(-1)).toMatchObject({ notes: "For members.", private_notes: true });

    const { isError } = await reporter.call("update_issue", { issue_id: id, notes: "Oops.", private_notes: true });
    expect(isError).toBe(true);
    expect((await real(id)).journals.map((journal) => journal.notes)).not.toContain("Oops.");
  });

  test("an unclear name changes nothing and shows the choice", async () => {
    const { id } = await create(manager, { subject: "Which version?", description: "" });
    const { text, isError } = await manager.call("update_issue", { issue_id: id, version_id: "9.9" });
    expect(isError).toBe(true);
    expect(text).toMatch(/There are: .*1\.1/);
  });
});

describe("list_issues and search_issues", () => {
  test("a manager's conditions are obeyed", async () => {
    const mine = await manager.call("list_issues", {
      project_id: "Alpha",
      assignee_id: "me",
      status_id: "*",
      limit: 5,
    });
    expect(mine.isError, mine.text).toBe(false);
    const real = (await (
      await asAdmin(`issues.json?project_id=alpha&assigned_to_id=${alice.id}&status_id=*&limit=1`)
    ).json()) as { total_count: number };
    expect(mine.text).toContain(String(real.total_count));
  });

  test("a reporter sees nothing of a project he is not in", async () => {
    const all = await reporter.call("list_issues", { status_id: "*", limit: 100 });
    expect(all.text).not.toContain("Secret plan");
    const search = await reporter.call("search_issues", { query: "zanzibar" });
    expect(search.text).not.toContain("Secret plan");
    expect((await manager.call("search_issues", { query: "zanzibar" })).text).toContain("Secret plan");
  });

  test("a reporter's categories and people in custom fields are found by name", async () => {
    const here = { project_id: "Alpha", status_id: "*", sort: "id" };
    const idsOf = async (condition: string) => {
      const path = `issues.json?project_id=alpha&status_id=*&sort=id&limit=25&${condition}`;
      const { issues } = (await (await asAdmin(path)).json()) as { issues: { id: number; is_private: boolean }[] };
      return issues.filter(({ is_private }) => !is_private).map(({ id }) => id);
    };
    const shown = (text: string) => [...text.matchAll(/^(\d+)\|/gm)].map(([, id]) => Number(id));

    const docs = await reporter.call("list_issues", { ...here, category_id: "Docs" });
    expect(shown(docs.text), docs.text).toEqual(await idsOf("category_id=3"));
    const reviewed = await reporter.call("list_issues", { ...here, custom_fields: { Reviewer: "Alice Archer" } });
    expect(shown(reviewed.text), reviewed.text).toEqual(await idsOf(`cf_6=${alice.id}`));
    expect(shown(reviewed.text)).toHaveLength(5);
  });

  test("an unknown condition is refused, where Redmine would list everything", async () => {
    const { text, isError } = await manager.call("list_issues", { colour: "red" });
    expect(isError).toBe(true);
    expect(text).toMatch(/unknown parameter colour/);
  });
});

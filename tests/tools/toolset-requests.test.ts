import { beforeEach, describe, expect, test } from "vitest";
import { allTools } from "../../src/tools/index.ts";
import { type Person, personOf, withoutCheck } from "../support/person.ts";
import { createTestRedmine } from "../support/test-redmine.ts";

let alice: Person;

beforeEach(async () => {
  alice = personOf(createTestRedmine(), "alice");
  // lookups, which are remembered and counted apart
  for (const [name, project_id] of [
    ["get_roadmap", "alpha"],
    ["get_project", "alpha"],
    ["get_project", "tiny"],
  ] as const) {
    await alice.call(toolNamed(name), { project_id });
  }
});

function toolNamed(name: string) {
  const tool = allTools.find((each) => each.name === name);
  if (!tool) throw new Error(`there is no ${name}`);
  return tool;
}

async function requestsOf(name: string, args: object): Promise<readonly string[]> {
  const { requests, isError, text } = await alice.call(toolNamed(name), args);
  expect(isError && text).toBe(false);
  return withoutCheck(requests);
}

describe("a read asks Redmine once, a list of lists once for each", () => {
  test.each([
    ["get_roadmap", { project_id: "alpha" }, 3], // versions, their issues and how many there are
    ["list_saved_queries", { project_id: "alpha" }, 1],
    ["list_members", { project_id: "alpha" }, 2], // and once in five minutes who is locked
    ["list_project_files", { project_id: "alpha" }, 1],
    ["list_news", { project_id: "alpha" }, 1],
    ["get_news", { news_id: 1 }, 1],
  ])("%s", async (name, args, most) => {
    expect(await requestsOf(name, args)).toHaveLength(most);
  });
});

describe("a write reads, writes and reads back: three requests beside the check of who is signed in", () => {
  test.each([
    ["relate_issues", { issue_id: 20, relation: "blocks", other_id: 21 }, 3],
    ["relate_issues", { issue_id: 20, relation: "precedes", other_id: 22 }, 3],
    ["save_version", { project_id: "alpha", name: "8" }, 2],
    ["save_version", { project_id: "alpha", version: "1.1", description: "x" }, 3],
    ["save_category", { project_id: "alpha", name: "Ops" }, 2],
    ["save_membership", { project_id: "alpha", member: 7, roles: [5] }, 4], // with the list of roles
    ["change_watchers", { issue_id: 12, add: [6] }, 3],
    ["update_time_entry", { time_entry_id: 1, hours: 2 }, 3],
    ["upload_file", { filename: "f", text: "x", issue_id: 12 }, 4],
    ["upload_file", { filename: "f", text: "x", project_id: "alpha" }, 3],
    ["save_news", { project_id: "alpha", title: "T", text: "x" }, 2],
    ["save_news", { news_id: 1, title: "T" }, 3],
    ["update_project", { project_id: "alpha", homepage: "https://a.example" }, 3],
    ["set_project_status", { project_id: "tiny", status: "closed" }, 2],
    ["rename_wiki_page", { project_id: "alpha", title: "Guide", new_title: "Book" }, 5], // with the list of titles and the export of the text
  ])("%s %j", async (name, args, most) => {
    expect((await requestsOf(name, args)).length).toBeLessThanOrEqual(most);
  });
});

describe("a deletion looks, deletes and looks again", () => {
  test.each([
    ["delete_issue", { issue_id: 20, confirm: "#20 Remove the SAML metadata" }, 4], // its time entries too
    ["delete_news", { news_id: 1, confirm: "News item 1" }, 3],
    ["delete_attachment", { attachment_id: 1, confirm: "notes.txt" }, 3],
    ["delete_project", { project_id: "tiny", confirm: "Tiny (tiny)" }, 5], // with the list of projects and of closed ones
    ["delete_version", { project_id: "alpha", version: "1.0", confirm: "1.0" }, 4],
  ])("%s", async (name, args, most) => {
    const requests = await requestsOf(name, args);
    expect(requests).toHaveLength(most);
    expect(requests.at(-2)).toMatch(/^DELETE /);
  });
});

import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withoutMarks } from "../support/person.ts";
import { readBuild, signIn } from "./large-redmine.ts";

// A large Redmine, made by tests/large/up: REDMINE_URL and ALICE_API_KEY say where it is.
const url = process.env.REDMINE_URL ?? "";
const key = process.env.ALICE_API_KEY ?? "";

const build = await readBuild(url);

/** One call of a new sign-in, so that nothing is remembered. */
async function call(name: string, input: object): Promise<{ text: string; requests: string[] }> {
  const { text, asked, ms } = await signIn(build, url, { userId: 5, key })(name, input);
  process.stderr.write(
    `${name} ${JSON.stringify(input)}: ${Math.round(ms)} ms, ${asked.length} requests, ${text.length} characters\n`,
  );
  return { text, requests: asked.map(({ request }) => request) };
}

const delay = monitorEventLoopDelay({ resolution: 5 });
beforeAll(() => void delay.enable());
afterAll(() => void process.stderr.write(`longest stall of the event loop: ${Math.round(delay.max / 1e6)} ms\n`));

describe("a project", () => {
  test.each([
    ["by id", 2000, 2],
    ["by identifier", "big", 2],
    ["by name", "Zeppelin last", 3],
  ])("%s costs at most three requests beside the check of who is signed in", async (_, project_id, most) => {
    const { text, requests } = await call("list_issues", { project_id, status_id: "*", limit: 1 });
    expect(text).toMatch(/issue/);
    expect(requests.length).toBeLessThanOrEqual(most + 2);
  });

  test("that does not exist is refused after the list was read once", async () => {
    const { text, requests } = await call("list_issues", { project_id: "platfrom-0777" });
    expect(text).toContain("platform-0777");
    expect(requests.length).toBeLessThanOrEqual(6);
  });

  test("of 40 trackers and 108 fields is told in eight requests", async () => {
    const { text, requests } = await call("get_project", { project_id: "big" });
    expect(requests.length).toBeLessThanOrEqual(8);
    expect(text).toContain("and 1900 more (list_members offset)");
    expect(text).toContain("Other custom fields (tracker_id tells more)");
  });

  test("tells the fields of one tracker", async () => {
    const { text, requests } = await call("get_project", { project_id: "big", tracker_id: "Support" });
    expect(requests.length).toBeLessThanOrEqual(8);
    expect(text).toMatch(/- Owner 5[^\n]*: person/);
  });
});

test("all projects are two exports", async () => {
  const { text, requests } = await call("list_projects", { query: "zeppelin" });
  expect(text).toContain("1 project found");
  expect(requests.length).toBeLessThanOrEqual(4);
});

describe("custom fields among 108", () => {
  test("a person by name", async () => {
    const { text } = await call("list_issues", {
      project_id: "big",
      status_id: "*",
      custom_fields: { "Owner 5": "first3 LASTNAME3" },
    });
    expect(text).toMatch(/\d+ issues/);
    expect(text).not.toContain("No issues");
  });

  test("a version by name", async () => {
    const { text } = await call("list_issues", {
      project_id: "big",
      status_id: "*",
      custom_fields: { "Fixed in 10": "Release 2.2" },
    });
    expect(text).toMatch(/\d+ issues/);
  });

  test("a value in another case, and one that there is not", async () => {
    const input = (value: string) => ({ project_id: "big", status_id: "*", custom_fields: { "Site 12": value } });
    expect((await call("list_issues", input("location 421 OF the site list"))).text).toMatch(/\d+ issue/);
    expect(withoutMarks((await call("list_issues", input("Location 9999 of nothing"))).text)).toContain(
      "There is no value of Site 12",
    );
  });
});

test("the roadmap counts every issue of the versions that it shows, and pages", async () => {
  const { text, requests } = await call("get_roadmap", { project_id: "big" });
  expect(text).toContain("363 versions. Closed versions are left out (37). Shown: 1–20 by due date. More: offset 20.");
  expect(text.match(/of 65 issues closed/g)).toHaveLength(20);
  expect(requests.length).toBeLessThanOrEqual(9);
});

test("the hours of 200,000 entries are summed in full, or not at all by person", async () => {
  const { text, requests } = await call("list_time_entries", { project_id: "big" });
  expect(text).toContain("200000 time entries, 425000 h.");
  expect(text).not.toContain("By person");
  expect(requests.length).toBeLessThanOrEqual(4);
});

test("time is grouped where there are some thousand entries", async () => {
  const { text } = await call("list_time_entries", {
    project_id: "big",
    from: "2025-06-01",
    to: "2025-06-10",
    group_by: ["activity"],
  });
  expect(text).toMatch(/in 2 groups/);
  const refused = await call("list_time_entries", { project_id: "big", group_by: ["user"] });
  expect(refused.text).toContain("200000 time entries, 425000 h: more than 5000 are not grouped");
});

test("members are told by pages, with the number of all", async () => {
  const { text, requests } = await call("list_members", { project_id: "big" });
  expect(text).toMatch(/^2000 members\. More: offset 400\./);
  expect(requests.length).toBeLessThanOrEqual(7); // one of them tells who is locked
});

test("30,000 issues are counted by priority", async () => {
  const { text, requests } = await call("list_issues", {
    project_id: "big",
    status_id: "*",
    group_by: ["priority_id"],
  });
  expect(text).toMatch(/^30000 issues, .* in 5 groups/);
  expect(requests.length).toBeLessThanOrEqual(11);
});

test("a note costs four requests", async () => {
  const { text, requests } = await call("update_issue", { issue_id: 30_400, notes: `At ${Date.now()}` });
  expect(text).toContain("was changed");
  expect(requests).toHaveLength(4);
});

test("issues are grouped over all of them", async () => {
  const { text } = await call("list_issues", {
    project_id: "big",
    version_id: "Release 10.1|Release 10.2",
    status_id: "*",
    group_by: ["status_id"],
  });
  expect(text).toMatch(/130 issues, .* h estimated, .* h spent, in 3 groups/);
});

test("a wiki of 20,000 pages shows its chapters, and the pages below one", async () => {
  const { text } = await call("get_wiki_page", { project_id: "big" });
  expect(text).toContain("20000 wiki pages");
  expect(text).toContain(", 99 below)");
  const chapter = await call("get_wiki_page", {
    project_id: "big",
    parent: "Page 00101 about testing the large installation of things",
  });
  expect(chapter.text).toContain("99 wiki pages below this one");
});

test("a mistyped title among 20,000 is answered with near ones", async () => {
  const { text } = await call("get_wiki_page", {
    project_id: "big",
    title: "Page 00777 about testin the large installation of things",
  });
  expect(text).toContain("Page_00777_about_testing_the_large_installation_of_things");
});

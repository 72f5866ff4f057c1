import { expect, test } from "vitest";
import { fetchTool, search } from "../../src/tools/chatgpt.ts";
import type { Tool } from "../../src/tools/tool.ts";
import { seededSample } from "../support/seeded-sample.ts";
import { stubRedmine } from "../support/stub-redmine.ts";

const seeded = seededSample();

async function json(tool: Tool, args: object, who: "alice" | "bob" = "alice") {
  const { text, isError } = await tool.call(args, seeded.contextOf(who));
  expect(isError && text).toBe(false);
  return JSON.parse(text);
}

test("search answers with ids that fetch reads, titles and the URLs that people open", async () => {
  const { results } = await json(search, { query: "memory grows" });
  expect(results[0]).toEqual({
    id: "issue:61",
    title: expect.stringContaining("Memory grows"),
    url: expect.stringMatching(/^https?:\/\/[^/]+\/issues\/61$/),
  });
  const found = await json(search, { query: "alpha" });
  const kinds = new Set<string>(found.results.map(({ id }: { id: string }) => id.split(":")[0]));
  expect(kinds.size).toBeGreaterThan(1);
  for (const { id, url } of found.results) {
    const read = await json(fetchTool, { id });
    expect(read).toEqual({
      id,
      title: expect.stringMatching(/\S/),
      text: expect.stringMatching(/<redmine-\w+>[\s\S]+<\/redmine-\w+>/),
      url,
      metadata: { type: expect.any(String), source: "Redmine" },
    });
  }
});

test("where no record has all words, those with some of them are found", async () => {
  const { results } = await json(search, { query: "why does memory xyzzyplugh" });
  expect(results.map(({ id }: { id: string }) => id)).toContain("issue:61");
});

test("a wiki page is read by project and title, in any script", async () => {
  const read = await json(fetchTool, { id: `wiki:alpha/${encodeURIComponent("Über_uns")}` });
  expect(read.title).toBe("Über uns");
  expect(read.text).toContain("你好");
});

test("an id that is none, or of what the user may not see, is refused in words", async () => {
  for (const id of ["nonsense", "wiki:alpha", "issue:99999", "issue:68", "file:1", "wiki:../x", "project:a/b"]) {
    const { text, isError } = await fetchTool.call({ id }, seeded.contextOf("bob"));
    expect([id, isError, text.length > 20]).toEqual([id, true, true]);
  }
});

test("a text that is too long is cut inside the JSON, and its boundary is closed", async () => {
  const content = '"quoted"\n'.repeat(6_000);
  const page = {
    title: "Long",
    text: content,
    version: 1,
    author: { id: 1, name: "A" },
    created_on: "2026",
    updated_on: "2026",
  };
  const redmine = stubRedmine({
    "/projects.json": { projects: [{ id: 1, name: "Alpha", identifier: "alpha", status: 1 }], total_count: 1 },
    "/projects/1/wiki/Long.json": { wiki_page: page },
  });
  const { text, isError } = await fetchTool.call({ id: "wiki:alpha/Long" }, redmine.context);
  expect(isError && text).toBe(false);
  expect(text.length).toBeLessThanOrEqual(40_000);
  expect(JSON.parse(text).text).toMatch(/<\/redmine-\w+>\n\(Cut here/);
});

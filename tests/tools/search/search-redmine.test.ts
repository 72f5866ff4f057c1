import { expect, test } from "vitest";
import { searchRedmine, searchWords } from "../../../src/tools/search.ts";
import { stubRedmine } from "../../support/stub-redmine.ts";

function hit(at: number, more: object = {}) {
  return {
    id: at,
    title: `Wiki: Page_${at}`,
    type: "wiki-page",
    url: `http://inner:3000/sub/projects/alpha/wiki/Page_${at}`,
    description: `Some words before the zebra and after. ${"x ".repeat(500)}`,
    datetime: "2026-02-05T09:00:00Z",
    ...more,
  };
}

function finding(hits: readonly object[], total: number | null = hits.length) {
  const answer = { results: hits, total_count: total };
  return stubRedmine({
    "/search.json": answer,
    "/projects/4/search.json": answer,
    "/projects.json": { projects: [{ id: 4, name: "Tiny", identifier: "tiny", status: 1 }], total_count: 1 },
  });
}

test("a row says what, where, when, and the words around the find", async () => {
  const news = hit(2, { type: "news", title: "Zebra seen", url: "http://inner/sub/news/2", description: "" });
  const redmine = finding([hit(1), news]);
  const { text } = await searchRedmine.call({ query: "zebra" }, redmine.context);
  expect(text.replace(/redmine-\w+/g, "redmine")).toBe(`2 found, newest first.
<redmine>
- Wiki: Page_1 (alpha, 2026-02-05): Some words before the zebra and after. ${"x ".repeat(31).trimEnd()}…
- Zebra seen (2026-02-05, /news/2)
</redmine>`);
  expect(redmine.requests).toEqual(["GET /search.json?q=zebra&all_words=1&limit=20&offset=0"]);
});

test("types, a project and titles only go to Redmine", async () => {
  const redmine = finding([hit(1)]);
  await searchRedmine.call(
    { query: "zebra", project_id: "tiny", types: ["wiki_pages", "news"], titles_only: true },
    redmine.context,
  );
  expect(redmine.requests.at(-1)).toBe(
    "GET /projects/4/search.json?q=zebra&all_words=1&wiki_pages=1&news=1&titles_only=1&scope=subprojects&limit=20&offset=0",
  );
});

test("drops hits of types that were not asked for, which Redmine returns where the user may not see those types", async () => {
  const issue = hit(73, { type: "issue", title: "Bug #73 (New): Tiny" });
  const { text } = await searchRedmine.call({ query: "tiny", types: ["wiki_pages"] }, finding([issue]).context);
  expect(text).toBe("Nothing found: wiki_pages cannot be searched there by this user.");
});

test("what was left out is counted, with how to get it", async () => {
  const { text } = await searchRedmine.call(
    { query: "zebra", limit: 2, offset: 4 },
    finding([hit(1), hit(2)], 30).context,
  );
  expect(text).toMatch(/^30 found, newest first\. Shown: 5–6\. More: offset 6\.\n/);
  const past = await searchRedmine.call({ query: "zebra", offset: 40 }, finding([], 30).context);
  expect(past.text).toBe("30 found, newest first. None from offset 40 on.");
});

test("words that Redmine does not look for are named", async () => {
  const { text } = await searchRedmine.call({ query: "one two three four five six x" }, finding([], 0).context);
  expect(text).toContain(
    "Nothing found. Not searched for: six x (Redmine takes up to five words, and no single letters).",
  );
  expect(searchWords('"two words" a b cc')).toEqual({ used: ["two words", "cc"], unused: ["a", "b"] });
});

test.each(["日", "検索", "é"])("whether %s is a word is left to Redmine", async (query) => {
  const redmine = finding([hit(1)]);
  const { text, isError } = await searchRedmine.call({ query }, redmine.context);
  expect({ isError, text }).toEqual({ isError: false, text: expect.not.stringContaining("Not searched for") });
  expect(redmine.requests).toEqual([`GET /search.json?q=${query}&all_words=1&limit=20&offset=0`]);
});

test("a plugin's find says its kind, its number and its path", async () => {
  const file = hit(6, { title: "guide.md", type: "dmsf-file", url: "http://inner:3000/dmsf/files/6/guide.md" });
  const contact = hit(12, { title: "Ada", type: "contact", url: "http://inner:3000/contacts/12" });
  const { text } = await searchRedmine.call({ query: "zebra" }, finding([file, contact]).context);
  expect(text).toContain("- guide.md (dmsf-file #6, 2026-02-05, /dmsf/files/6/guide.md): ");
  expect(text).toContain("- Ada (contact #12, 2026-02-05, /contacts/12): ");
});

test("a hundred finds with endless titles keep to the budget and cannot leave their lines", async () => {
  const hits = Array.from({ length: 100 }, (_, at) =>
    hit(at, { title: `a\n- b ${"t".repeat(1_000)}`, url: `http://x/news/${"u".repeat(3_000)}`, type: "news" }),
  );
  const { text } = await searchRedmine.call({ query: "zebra", limit: 100 }, finding(hits, 5_000).context);
  expect(text.length).toBeLessThanOrEqual(40_000);
  expect(text).not.toMatch(/^- b/m);
  expect(text).toMatch(/<\/redmine-\w+>$/);
});

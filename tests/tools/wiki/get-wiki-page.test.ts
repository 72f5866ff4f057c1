import { expect, test } from "vitest";
import { getWikiPage } from "../../../src/tools/wiki/read-page.ts";
import { withoutMarks } from "../../support/person.ts";
import { type Routes, stubRedmine } from "../../support/stub-redmine.ts";

const page = { title: "Guide", version: 2, updated_on: "2026-02-05T09:00:00Z", text: "Hello" };
const routes: Routes = {
  "/projects/alpha.json": { project: { id: 1, name: "Alpha", identifier: "alpha" } },
  "/projects.json": { projects: [{ id: 1, name: "Alpha", identifier: "alpha", status: 1 }], total_count: 1 },
  "/projects/1/wiki/Guide.json": { wiki_page: page },
  "/projects/1/wiki/Guide/1.json": { wiki_page: { ...page, version: 1, text: "Hi" } },
  "/projects/1/wiki/Old.json": new Response("", { status: 302, headers: { location: "/projects/alpha/wiki/Guide" } }),
  "/projects/1/wiki/index.json": { wiki_pages: [page] },
  "/news.html": '<script src="/assets/jstoolbar/jstoolbar-1.js"></script><script src="/assets/jstoolbar/textile-1.js">',
};
const read = (args: object, redmine = stubRedmine(routes)) =>
  getWikiPage.call({ project_id: "alpha", ...args }, redmine.context);

test("a page is read with one request, and its format is named", async () => {
  const redmine = stubRedmine(routes);
  const { text } = await read({ title: "guide" }, redmine);
  expect(text).toContain("version 2 (the current one), 5 characters of Textile. To change it, save with version 2.");
  expect(redmine.requests).toEqual([
    "GET /projects/alpha.json",
    "GET /projects/1/wiki/Guide.json?include=attachments",
    "GET /news.html?limit=1",
  ]);
  redmine.requests.length = 0;
  await read({ title: "Guide" }, redmine);
  expect(redmine.requests).toHaveLength(1);
});

test("an old version is read and not offered for saving", async () => {
  const { text } = await read({ title: "Guide", version: 1 });
  expect(text).toContain("version 1 (an old one)");
  expect(text).not.toContain("save with");
});

test("what is not there is named, with what there is", async () => {
  expect(withoutMarks((await read({ title: "Guide", version: 9 })).text)).toBe(
    "The page Guide has no version 9. Leave version out for the current text.",
  );
  expect(withoutMarks((await read({ title: "Giude" })).text)).toBe(
    "There is no wiki page “Giude” that this user can use. There are: Guide.",
  );
  expect((await read({ title: "Guide", offset: 99 })).text).toBe(
    "The text ends at character 5: give a smaller offset.",
  );
});

test("a page that was renamed says so", async () => {
  expect((await read({ title: "Old" })).text).toMatch(/^The page has another title now/);
});

test("a project without a wiki says so", async () => {
  const { "/projects/1/wiki/index.json": _, ...without } = routes;
  const { text, outcome } = await read({}, stubRedmine(without));
  expect(outcome).toBe("not_found");
  expect(text).toContain("Redmine has no wiki of project alpha, or its project does not use that module");
});

test("a text of 5 MB keeps to the budget", async () => {
  const huge = { ...page, text: "A line of text.\n".repeat(330_000), comments: "c".repeat(5_000) };
  const attachments = Array.from({ length: 500 }, (_, id) => ({
    id,
    filename: "f".repeat(255),
    filesize: 1,
    created_on: "2026",
  }));
  const redmine = stubRedmine({ ...routes, "/projects/1/wiki/Guide.json": { wiki_page: { ...huge, attachments } } });
  const { text } = await read({ title: "Guide" }, redmine);
  expect(text.length).toBeLessThanOrEqual(40_000);
  expect(text).toContain("and 470 more");
  expect(text).toMatch(/<\/redmine-\w+>$/);
});

/** Redmine's search: a title is found by all words that stand in it. */
function wikiOf(titles: readonly string[]) {
  const redmine = stubRedmine({
    "/projects/alpha.json": routes["/projects/alpha.json"],
    "/projects/1/wiki/index.json": { wiki_pages: titles.map((title) => ({ ...page, title })) },
    "/projects/1/search.json": (url: URL) => {
      const words = (url.searchParams.get("q") ?? "").toLowerCase().split(" ");
      const hits = titles.filter((title) => words.every((word) => title.toLowerCase().includes(word)));
      const results = hits.slice(0, Number(url.searchParams.get("limit"))).map((title, id) => ({
        id,
        title: `Wiki: ${title}`,
        type: "wiki-page",
        url: `http://redmine.test/projects/alpha/wiki/${encodeURIComponent(title)}`,
        description: "",
        datetime: "2026-01-01T00:00:00Z",
      }));
      return { results, total_count: hits.length, offset: 0, limit: 10 };
    },
  });
  const text = async (title: string) =>
    withoutMarks((await getWikiPage.call({ project_id: "alpha", title }, redmine.context)).text);
  return { text, asked: (file: string) => redmine.requests.filter((request) => request.includes(file)).length };
}

const large = [
  ...Array.from({ length: 500 }, (_, at) => `Page_${String(at).padStart(5, "0")}_about_testing_the_installation`),
  "Prerequisites",
  "Über_uns",
  "部署指南手册",
];

test.each([
  ["a word without its end", "Page 00077 about testin the installation", "Page_00077_about_testing_the_installation"],
  [
    "a word with swapped letters",
    "Page 00077 about tesitng the installation",
    "Page_00077_about_testing_the_installation",
  ],
  ["a blank too many", "Page 00077 about test ing the installation", "Page_00077_about_testing_the_installation"],
  ["a wrong beginning", "Perrequisites", "Prerequisites"],
  ["a wrong end", "Prerequistes", "Prerequisites"],
  ["quotation marks", 'Page "00077" about testing the instalation', "Page_00077_about_testing_the_installation"],
  ["Chinese", "部署指南册", "部署指南手册"],
])("a title with %s is found by its other parts, without the index", async (_, typed, title) => {
  const wiki = wikiOf(large);
  expect(await wiki.text(typed)).toMatch(new RegExp(`^There is no wiki page “.*”.* Near it are: ${title}`));
  expect(wiki.asked("index.json")).toBe(0);
  expect(wiki.asked("search.json")).toBeLessThanOrEqual(3);
});

test("a title that no part tells is compared with all titles", async () => {
  const wiki = wikiOf(large);
  expect(await wiki.text("Page 0O077 about testing the installation")).toContain(
    "Near it are: Page_00077_about_testing",
  );
  expect(await wiki.text("nothing of the kind")).toMatch(
    /^There is no wiki page “nothing of the kind” that this user can use\.$/,
  );
  expect(wiki.asked("index.json")).toBe(1);
});

test("of very many titles the nearest is told too", async () => {
  const wiki = wikiOf(Array.from({ length: 4_500 }, (_, at) => `Protocol_of_day_${at}_of_the_council`));
  expect(await wiki.text("Protocol of day 4321 of teh council")).toContain(
    "Near it are: Protocol_of_day_4321_of_the_council",
  );
  expect(await wiki.text("Protocol of day 432I of teh council")).toContain(
    "Near it are: Protocol_of_day_432_of_the_council",
  );
});

test("where no wiki pages may be searched, other results are no titles", async () => {
  const redmine = stubRedmine({
    ...routes,
    "/projects/1/search.json": {
      results: [
        { id: 1, title: "Giude", type: "news", url: "http://redmine.test/news/1", description: "", datetime: "" },
      ],
      total_count: 1,
    },
  });
  expect(withoutMarks((await read({ title: "Giude" }, redmine)).text)).toContain("There are: Guide.");
});

test("a sign-in that may not search is not asked to", async () => {
  const redmine = stubRedmine(routes);
  Object.assign(redmine.context.redmine, { scopes: new Set(["view_wiki_pages"]) });
  await read({ title: "Giude" }, redmine);
  expect(redmine.requests.filter((request) => request.includes("search.json"))).toEqual([]);
});

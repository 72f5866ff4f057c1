import { expect, test } from "vitest";
import { saveWikiPage } from "../../../src/tools/wiki/save-wiki-page.ts";
import { withoutMarks } from "../../support/person.ts";
import { stubRedmine } from "../../support/stub-redmine.ts";

interface Page {
  title: string;
  text: string;
  version: number;
  parent?: { title: string };
}

/** A wiki of one project as Redmine keeps it: a stale version is 409, the same text makes no version. */
function wikiWith(...pages: Page[]) {
  const page = (title: string) => pages.find((each) => each.title === title);
  const answer = (each: Page) => ({ wiki_page: { ...each, updated_on: "2026-02-05T09:00:00Z" } });
  let meanwhile: (() => void) | undefined;

  const at = (title: string) => async (_: URL, request: Request) => {
    const known = page(title);
    if (request.method === "GET") return known && answer(known);
    meanwhile?.();
    const { text, version, parent_title } = (await request.json()).wiki_page;
    if (known && version !== undefined && version !== known.version) return new Response("", { status: 409 });
    const saved: Page = known ?? { title, text: "", version: 0 };
    if (!known) pages.push(saved);
    if (saved.text !== text) Object.assign(saved, { text, version: saved.version + 1 });
    if (parent_title !== undefined) {
      delete saved.parent;
      if (parent_title) saved.parent = { title: parent_title };
    }
    return new Response(null, { status: 204 });
  };

  const redmine = stubRedmine({
    "/projects.json": { projects: [{ id: 1, name: "Alpha", identifier: "alpha", status: 1 }], total_count: 1 },
    "/projects/1/wiki/index.json": () => ({
      wiki_pages: pages.map(({ title, version, parent }) => ({
        title,
        version,
        parent,
        updated_on: "2026-02-05T09:00:00Z",
      })),
    }),
    "/projects/1/wiki/Guide.json": at("Guide"),
    "/projects/1/wiki/New_page.json": at("New_page"),
  });
  const save = (args: object) => saveWikiPage.call({ project_id: "alpha", ...args }, redmine.context);
  return { ...redmine, save, page, between: (change: () => void) => (meanwhile = change) };
}

const guide = (): Page => ({ title: "Guide", text: "one\r\ntwo\r\nthree", version: 4, parent: { title: "Wiki" } });

test("a new page is written under Redmine's form of its title, below its parent", async () => {
  const { save, page, requests } = wikiWith({ title: "Wiki", text: "start", version: 1 });
  const { text, isError } = await save({ title: "new page", text: "# New", parent: "wiki", comment: "first" });

  expect(isError).toBe(false);
  expect(text).toBe("Created, version 1. Its parent is Wiki.\nhttp://redmine.test/projects/alpha/wiki/New_page");
  expect(page("New_page")).toMatchObject({ text: "# New", parent: { title: "Wiki" } });
  expect(requests.filter((request) => request.includes("New_page"))).toHaveLength(3); // read, write, read back
});

test("a page that exists is not written over without its version", async () => {
  const { save, page } = wikiWith(guide());
  const { text, isError } = await save({ title: "Guide", text: "mine" });
  expect(isError).toBe(true);
  expect(text).toMatch(/^This page exists, at version 4\. Nothing was saved\./);
  expect(page("Guide")?.version).toBe(4);
});

test("with its version the page is saved, in the line ends it had", async () => {
  const { save, page } = wikiWith(guide());
  expect((await save({ title: "guide", text: "one\n2", version: 4 })).text).toContain("Saved as version 5; it was 4.");
  expect(page("Guide")?.text).toBe("one\r\n2");
});

test("a version of yesterday is refused, with what to do", async () => {
  const { save, page } = wikiWith(guide());
  expect((await save({ title: "Guide", text: "mine", version: 3 })).text).toBe(
    "The page is at version 4 by now, not 3. Nothing was saved. Read it again, merge, and save with version 4.",
  );
  expect(page("Guide")?.text).toContain("two");
});

test("a change between our reading and writing is a conflict", async () => {
  const wiki = wikiWith(guide());
  wiki.between(() => Object.assign(wiki.page("Guide") ?? {}, { version: 5, text: "theirs" }));
  const { text, outcome } = await wiki.save({ title: "Guide", text: "mine", version: 4 });
  expect(outcome).toBe("conflict");
  expect(text).toMatch(/Somebody changed wiki page “Guide” of project alpha in the meantime, so nothing was saved/);
  expect(wiki.page("Guide")?.text).toBe("theirs");
});

test("a version of a page that is gone does not bring it back", async () => {
  const { save, page } = wikiWith();
  expect((await save({ title: "Guide", text: "mine", version: 4 })).text).toMatch(/^There is no such page/);
  expect(page("Guide")).toBeUndefined();
});

test("a passage that occurs once is replaced, whatever the line ends", async () => {
  const { save, page } = wikiWith(guide());
  await save({ title: "Guide", old_text: "two\nthree", new_text: "2" });
  expect(page("Guide")?.text).toBe("one\r\n2");
});

test.each([
  [{ old_text: "four", new_text: "4" }, "old_text does not occur in the page"],
  [{ old_text: "e", new_text: "E" }, "old_text occurs 3 times"],
  [{ old_text: "two" }, "old_text needs new_text beside it"],
  [{ text: "x", new_text: "y" }, "Give either text, or old_text and new_text"],
  [{}, "There is nothing to save"],
])("%j is refused and nothing is written", async (given, reason) => {
  const { save, requests } = wikiWith(guide());
  const { text, isError } = await save({ title: "Guide", ...given });
  expect(isError).toBe(true);
  expect(text).toContain(reason);
  expect(requests.some((request) => request.startsWith("PUT"))).toBe(false);
});

test("the same text makes no version, and says so; the parent alone can be taken away", async () => {
  const { save, page } = wikiWith(guide());
  expect((await save({ title: "Guide", parent: "" })).text).toContain(
    "The text was the same already: still version 4. It has no parent.",
  );
  expect(page("Guide")?.parent).toBeUndefined();
});

test("a parent that does not exist is refused before anything is sent", async () => {
  const { save, requests } = wikiWith(guide());
  expect(withoutMarks((await save({ title: "Guide", text: "x", version: 4, parent: "Giude" })).text)).toBe(
    "There is no wiki page “Giude” that this user can use. There are: Guide.",
  );
  expect(requests.some((request) => request.includes("Guide.json"))).toBe(false);
});

test("a title that Redmine would turn into another page's is refused", async () => {
  const { save, requests } = wikiWith(guide());
  expect((await save({ title: "Gui/de", text: "x" })).text).toMatch(/^The title has a “\/”/);
  expect(requests.some((request) => request.includes("/wiki/"))).toBe(false);
});

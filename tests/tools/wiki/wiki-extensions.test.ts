import { describe, expect, test } from "vitest";
import { uploadFile } from "../../../src/tools/files/upload-file.ts";
import { getWikiPage } from "../../../src/tools/wiki/read-page.ts";
import { renameWikiPage } from "../../../src/tools/wiki/rename-wiki-page.ts";
import { saveWikiPage } from "../../../src/tools/wiki/save-wiki-page.ts";
import { decorated, type StoredPage, wikiWithPlugin } from "../../support/plugins/wiki-extensions.ts";

const table = "# Troubleshooting\n\n| Symptom | Cure |\n|---|---|\n| slow | index |\n";
const header: StoredPage = { title: "Header", versions: ["HEADER TEXT"] };
const footer: StoredPage = { title: "Footer", versions: ["FOOTER TEXT"] };
const guide = (text = table): StoredPage => ({ title: "Guide", versions: [text], parent: "Wiki" });
const wikis: [string, StoredPage[]][] = [
  ["no header and no footer", []],
  ["a header", [header]],
  ["a footer", [footer]],
  ["a header and a footer", [header, footer]],
  [
    "a header of several lines that looks like the plugin's own",
    [{ title: "Header", versions: ["a\n\n</div>\n\n{{fnlist}}\n"] }],
  ],
];
const rights: [string, { mayExport: boolean }][] = [
  ["with export_wiki_pages", { mayExport: true }],
  ["without export_wiki_pages", { mayExport: false }],
];
const cases = wikis.flatMap(([what, pages]) => rights.map(([right, plugin]) => [what, right, pages, plugin] as const));
const fixed = (pages: readonly StoredPage[]) => pages.map((page) => ({ ...page, versions: [...page.versions] }));
const args = { project_id: "alpha", title: "Guide" };

test("the stub adds what the plugin was seen to add", () => {
  expect(decorated("Troubleshooting", table, [])).toBe(
    "# Troubleshooting\n\n| Symptom | Cure |\n|---|---|\n| slow | index |\n\n\n{{fnlist}}\n",
  );
  expect(decorated("Header", "HEADER TEXT", [header, footer])).toBe("HEADER TEXT\n\n{{fnlist}}\n");
  expect(decorated("Release_notes", "# 1.1\n\n- fixed things", [header, footer])).toBe(
    '\n<div id="wiki_extentions_header">\n\nHEADER TEXT\n\n</div>\n\n# 1.1\n\n- fixed things\n\n{{fnlist}}\n\n<div id="wiki_extentions_footer">\n\nFOOTER TEXT\n\n</div>',
  );
});

describe.each(cases)("in a wiki with %s, %s", (_, __, wrappers, plugin) => {
  const texts = [
    table,
    "one\r\ntwo\r\n",
    "ends as the plugin ends it\n\n{{fnlist}}\n",
    decorated("Guide", "stored by 1.0.0", [header, footer]),
  ];

  test.each(texts)("a page is read as it is stored: %j", async (text) => {
    const wiki = wikiWithPlugin([...fixed(wrappers), guide(text)], plugin);
    const answer = await getWikiPage.call(args, wiki.context);
    expect(answer.text).toMatch(/^Wiki page, version 1 \(the current one\), \d+ characters\. To change it/);
    expect(answer.text.split("Text:\n")[1]?.replace(/\n<\/redmine-\w+>$/, "")).toBe(text.replaceAll("\r\n", "\n"));
  });

  test.each(texts)("a passage is replaced and nothing else is stored: %j", async (text) => {
    const wiki = wikiWithPlugin([...fixed(wrappers), guide(`${text}@`)], plugin);
    const { text: said, isError } = await saveWikiPage.call({ ...args, old_text: "@", new_text: "." }, wiki.context);
    expect({ isError, said }).toEqual({
      isError: false,
      said: expect.stringMatching(/^Saved as version 2; it was 1\.\nhttp/),
    });
    expect(wiki.page("Guide")?.versions).toEqual([`${text}@`, `${text}.`]);
  });

  test.each(texts)("a change of the parent alone makes no new version: %j", async (text) => {
    const wiki = wikiWithPlugin([...fixed(wrappers), guide(text), { title: "Wiki", versions: ["Start"] }], plugin);
    const { text: said } = await saveWikiPage.call({ ...args, parent: "Wiki" }, wiki.context);
    expect(said).toMatch(/^The text was the same already: still version 1\. Its parent is Wiki\.\n/);
    expect(wiki.page("Guide")?.versions).toEqual([text]);
  });

  test.each(texts)("a page is renamed and its text stays: %j", async (text) => {
    const wiki = wikiWithPlugin([...fixed(wrappers), guide(text)], plugin);
    const { text: said } = await renameWikiPage.call({ ...args, new_title: "Manual" }, wiki.context);
    expect(said).toBe("The page is Manual now, version 1. Guide leads there.");
    expect(wiki.page("Manual")?.versions).toEqual([text]);
  });

  test.each(texts)("a file is attached and the text stays: %j", async (text) => {
    const wiki = wikiWithPlugin([...fixed(wrappers), guide(text)], plugin);
    const file = { project_id: "alpha", wiki_page: "Guide", filename: "a.txt", text: "a" };
    const { text: said } = await uploadFile.call(file, wiki.context);
    expect(said).toMatch(/^Attached to wiki page “Guide” of project alpha as attachment 7\.\n/);
    expect(wiki.page("Guide")?.versions).toEqual([text]);
  });

  test("a whole text, a new page and an old version are right too", async () => {
    const wiki = wikiWithPlugin([...fixed(wrappers), guide("one\r\ntwo")], plugin);
    expect((await saveWikiPage.call({ ...args, text: "three\nfour", version: 1 }, wiki.context)).text).toMatch(
      /^Saved as version 2; it was 1\.\nhttp/,
    );
    expect((await saveWikiPage.call({ ...args, title: "New", text: "line" }, wiki.context)).text).toMatch(
      /^Created, version 1\.\nhttp/,
    );
    expect(wiki.page("Guide")?.versions).toEqual(["one\r\ntwo", "three\r\nfour"]);
    expect(wiki.page("New")?.versions).toEqual(["line"]);
    const old = await getWikiPage.call({ ...args, version: 1 }, wiki.context);
    expect(old.text).toMatch(/Text:\none\ntwo\n<\/redmine/);
  });

  test("the header itself is changed by nothing but the change", async () => {
    const wiki = wikiWithPlugin([...fixed(wrappers.length > 0 ? wrappers : [header]), guide()], plugin);
    const [title, versions] = wiki.page("Header")
      ? ["Header", wiki.page("Header")?.versions]
      : ["Footer", wiki.page("Footer")?.versions];
    const before = versions?.[0] ?? "";
    await saveWikiPage.call({ project_id: "alpha", title, text: `${before}!`, version: 1 }, wiki.context);
    expect(wiki.page(title)?.versions).toEqual([before, `${before}!`]);
  });
});

test("where the additions do not fit, nothing is saved and the page is read with a warning", async () => {
  const changed = wikiWithPlugin([{ ...header, versions: ["HEADER TEXT"] }, guide()], { tellsModules: false });
  for (const tool of [
    [saveWikiPage, { ...args, old_text: "slow", new_text: "fast" }],
    [saveWikiPage, { ...args, text: "whole", version: 1 }],
    [renameWikiPage, { ...args, new_title: "Manual" }],
    [uploadFile, { project_id: "alpha", wiki_page: "Guide", filename: "a.txt", text: "a" }],
  ] as const) {
    const { text, isError } = await tool[0].call(tool[1], changed.context);
    expect(isError).toBe(true);
    expect(text).toMatch(/^A plugin of this Redmine \(wiki_extensions\) adds text .* Nothing was saved\./);
  }
  expect(changed.requests.filter((request) => /^(PUT|POST)/.test(request))).toEqual([]);
  const read = await getWikiPage.call(args, changed.context);
  expect(read.text).toContain("do not save it");
  expect(read.text).not.toContain("save with version");
});

test("the plugin's header as part of a new text is refused", async () => {
  const wiki = wikiWithPlugin([header, guide()]);
  const text = decorated("Guide", "mine", [header]);
  const { text: said } = await saveWikiPage.call({ ...args, text, version: 1 }, wiki.context);
  expect(said).toMatch(
    /^The text has the header or footer that the plugin wiki_extensions adds by itself\. Nothing was saved\./,
  );
  expect(wiki.page("Guide")?.versions).toEqual([table]);
});

test("a text that only ends like the plugin's stays whole where the module is off", async () => {
  const wiki = wikiWithPlugin([guide("own\n\n{{fnlist}}\n")], { isOn: false });
  await saveWikiPage.call({ ...args, old_text: "own", new_text: "mine" }, wiki.context);
  expect(wiki.page("Guide")?.versions.at(-1)).toBe("mine\n\n{{fnlist}}\n");
});

test("a sign-in without the scope does not ask for the export", async () => {
  const scopes = new Set(["view_wiki_pages", "edit_wiki_pages"]);
  const wiki = wikiWithPlugin([header, guide()], { mayExport: true }, scopes);
  await saveWikiPage.call({ ...args, old_text: "slow", new_text: "fast" }, wiki.context);
  expect(wiki.requests.some((request) => request.includes(".txt"))).toBe(false);
  expect(wiki.page("Guide")?.versions.at(-1)).toBe(table.replace("slow", "fast"));
});

test("a page without additions is read with one request, and a passage is replaced with five", async () => {
  const wiki = wikiWithPlugin([guide()], { isOn: false, mayExport: true });
  await getWikiPage.call(args, wiki.context);
  expect(wiki.requests.filter((request) => request.includes("/wiki/"))).toHaveLength(1);
  wiki.requests.length = 0;
  await saveWikiPage.call({ ...args, old_text: "slow", new_text: "fast" }, wiki.context);
  expect(wiki.requests).toEqual([
    "GET /projects/1/wiki/Guide.json?include=attachments",
    "GET /projects/1/wiki/Guide.txt",
    "PUT /projects/1/wiki/Guide.json",
    "GET /projects/1/wiki/Guide.json?include=attachments",
  ]);
});

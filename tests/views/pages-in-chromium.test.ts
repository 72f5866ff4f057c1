import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { languages } from "../../src/http/pages/language.ts";
import { launchChromium, newContext } from "../support/chromium.ts";
import { everyPage } from "../support/every-page.ts";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

let chromium: Browser;
beforeAll(async () => {
  chromium = await launchChromium();
});
afterAll(async () => {
  await chromium?.close();
});

/** One page for many documents: axe is loaded once, and the document stays while theme and width change. */
async function newPage(width: number): Promise<Page> {
  const context = await newContext(chromium, { viewport: { width, height: 800 }, bypassCSP: true });
  const page = await context.newPage();
  await page.evaluate(axeSource);
  return page;
}

const isWide = (page: Page) => page.evaluate("document.documentElement.scrollWidth > innerWidth");

async function faultsNow(page: Page, run: object): Promise<string[]> {
  const options = { ...run, resultTypes: ["violations"], preload: false };
  const found = await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`);
  const { violations } = found as { violations: { id: string; nodes: { target: string[] }[] }[] }; // axe-core's documented result
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

/** What somebody with good or bad sight, with or without a mouse, would have trouble with, in both themes. */
async function faultsOf(page: Page, html: string): Promise<string[]> {
  await page.emulateMedia({ colorScheme: "light" });
  await page.setContent(html);
  const faults = await faultsNow(page, { runOnly: rules });
  if (await isWide(page)) faults.push("scrolls sideways");
  await page.emulateMedia({ colorScheme: "dark" });
  // the themes differ in colours alone, so the other rules need no second run
  const inTheDark = await faultsNow(page, { runOnly: ["color-contrast", "link-in-text-block"] });
  return [...faults, ...inTheDark.map((fault) => `dark: ${fault}`)];
}

const isOfItsOwn = (name: string) => !/^connections notice (?!.*(ended|sign_in_again))/.test(name); // the others differ in words
const inEnglish = [...(await everyPage())].filter(([name]) => isOfItsOwn(name));

test("there are pages to look at", () => {
  expect(inEnglish.length).toBeGreaterThan(30);
});

describe.each([320, 1280])("at %d pixels, light or dark", (width) => {
  let page: Page;
  beforeAll(async () => {
    page = await newPage(width);
  });
  afterAll(() => page?.context().close());

  test.each(inEnglish)("%s has no fault", async (_name, html) => {
    expect(await faultsOf(page, html)).toEqual([]);
  });
});

const oneOfEach = [
  "home of the demo",
  "consent unverified",
  "consent with a wrong key",
  "connections many",
  "admin many",
  "admin signed out",
  "problem expired",
];

describe.each(Object.keys(languages).filter((tag) => tag !== "en"))("in %s", (tag) => {
  test("every page fits 320 pixels, and no kind of page has a fault", async () => {
    const page = await newPage(320); // the layout of both widths is checked in English
    const pages = await everyPage(tag);
    const faults: Record<string, string[]> = {};
    for (const [name, html] of pages) {
      await page.setContent(html);
      if (await isWide(page)) faults[name] = ["scrolls sideways"];
    }
    for (const name of oneOfEach) {
      const found = await faultsOf(page, pages.get(name) ?? "");
      if (found.length > 0) faults[name] = found;
    }
    expect(faults).toEqual({});
    await page.context().close();
  });
});

test("a page with faults would be noticed, also after one without", async () => {
  const page = await newPage(360);
  const good = '<!doctype html><html lang="en"><title>x</title><main><h1>Heading</h1></main></html>';
  const bad = `<!doctype html><html><title>x</title><main><h1>x</h1><input><p style="color:#999;background:#aaa">low</p>
<p style="width:900px">wide</p></main></html>`;
  const dim = "<style>@media (prefers-color-scheme: dark) { h1 { color: #222; background: #333 } }</style>";

  expect(await faultsOf(page, good)).toEqual([]);
  const faults = (await faultsOf(page, bad)).join("\n");
  for (const fault of ["color-contrast", "html-has-lang", "label", "scrolls sideways"]) expect(faults).toContain(fault);
  expect(await faultsOf(page, good.replace("<title>", `${dim}<title>`))).toEqual(["dark: color-contrast: h1"]);
  await page.context().close();
});

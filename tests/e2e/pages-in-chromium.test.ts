import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { languages } from "../../src/http/pages/language.ts";
import { launchChromium } from "../support/chromium.ts";
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

/** What a person of good or bad sight, with or without a mouse, would stumble over. */
async function faultsOf(page: Page, html: string): Promise<string[]> {
  await page.setContent(html);
  await page.evaluate(axeSource);
  const found = await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(rules)} })`);
  const { violations } = found as { violations: { id: string; nodes: { target: string[] }[] }[] }; // axe-core's documented result
  const wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
  const named = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
  return wide ? [...named, "scrolls sideways"] : named;
}

describe.each(["light", "dark"] as const)("%s", (colorScheme) => {
  test.each([320, 1280])("no page of ours has a fault at %d pixels", async (width) => {
    const context = await chromium.newContext({ colorScheme, viewport: { width, height: 800 }, bypassCSP: true });
    const page = await context.newPage();
    const pages = await everyPage();
    expect(pages.size).toBeGreaterThan(30);

    const faults: Record<string, string[]> = {};
    for (const [name, html] of pages) {
      if (name.startsWith("connections notice") && !/ended|sign_in_again/.test(name)) continue; // the same but for the words
      const found = await faultsOf(page, html);
      if (found.length > 0) faults[name] = found;
    }
    expect(faults).toEqual({});
    await context.close();
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
  test("every page fits 320 pixels", async () => {
    const page = await chromium.newPage({ viewport: { width: 320, height: 800 } });
    const wide: string[] = [];
    for (const [name, html] of await everyPage(tag)) {
      await page.setContent(html);
      if (await page.evaluate("document.documentElement.scrollWidth > innerWidth")) wide.push(name);
    }
    expect(wide).toEqual([]);
    await page.close();
  });

  // colours and widths were looked at page by page in English
  test.each([
    ["light", 1280],
    ["dark", 320],
  ] as const)("no kind of page has a fault, %s at %d pixels", async (colorScheme, width) => {
    const context = await chromium.newContext({ colorScheme, viewport: { width, height: 800 }, bypassCSP: true });
    const page = await context.newPage();
    const pages = await everyPage(tag);
    const faults: Record<string, string[]> = {};
    for (const name of oneOfEach) {
      const found = await faultsOf(page, pages.get(name) ?? "");
      if (found.length > 0) faults[name] = found;
    }
    expect(faults).toEqual({});
    await context.close();
  });
});

test("a page with faults would be noticed", async () => {
  const page = await chromium.newPage({ viewport: { width: 360, height: 800 } });
  const html = `<!doctype html><html><title>x</title><main><h1>x</h1><input><p style="color:#999;background:#aaa">low</p>
<p style="width:900px">wide</p></main></html>`;

  const faults = (await faultsOf(page, html)).join("\n");
  for (const fault of ["color-contrast", "html-has-lang", "label", "scrolls sideways"]) expect(faults).toContain(fault);
});

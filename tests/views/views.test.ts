import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { viewData } from "../../src/tools/views/view-tools.ts";
import { type ViewName, viewNames, viewPage } from "../../src/views/pages.ts";
import { seededSample } from "../support/seeded-sample.ts";
import { alice, backgrounds, screenshots, shown, textOf, withHost } from "./shown.ts";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const seeded = seededSample(); // its callers may not write

withHost();

const examples: Record<ViewName, object> = {
  issue: { issue_id: 61 },
  board: { project_id: "alpha" },
  roadmap: { project_id: "alpha" },
  time: {},
};

describe("every view", () => {
  test("is one page of at most 60 kB, and all four of at most 150 kB, without foreign requests", () => {
    const sizes = viewNames.map((name) => Buffer.byteLength(viewPage(name)));
    for (const size of sizes) expect(size).toBeLessThanOrEqual(60_000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(150_000);
    for (const name of viewNames) {
      expect(viewPage(name)).not.toMatch(
        /innerHTML|outerHTML|insertAdjacent|document\.write|\bfetch\(|XMLHttpRequest|eval\(/,
      );
      expect(viewPage(name).replace("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:\/\//);
    }
  });

  test.each(viewNames)("%s is read over MCP under its address", async (name) => {
    const { contents } = await alice.client.readResource({ uri: `ui://redmine/${name}.html` });
    expect(contents).toMatchObject([{ mimeType: "text/html;profile=mcp-app", text: viewPage(name) }]);
  });

  describe.each([
    ["light", 320],
    ["dark", 1_280],
  ] as const)("in %s colours at %d pixels", (theme, width) => {
    test.each(viewNames)("%s has no fault", async (name) => {
      const view = await shown(name, examples[name], { theme, width });
      for (const summary of await view.frame.locator("summary").all()) await summary.click();
      await expect.poll(() => view.frame.locator("#status").textContent()).toBe("");
      // axe takes what is behind a transparent page for white; it is the host's colour
      await view.frame.evaluate(`document.documentElement.style.background = "${backgrounds[theme]}"`);
      await view.frame.evaluate(axeSource);
      const found = await view.frame.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(rules)} })`);
      const { violations } = found as { violations: { id: string; nodes: { html: string }[] }[] }; // axe-core's documented result
      const wide = await view.frame.evaluate("document.documentElement.scrollWidth - innerWidth");
      expect({
        violations: violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`),
        wide,
      }).toEqual({ violations: [], wide: 0 });
      if (screenshots) await view.page.screenshot({ path: `${screenshots}/${name}-${width}-${theme}-open.png` });
      await view.close();
    });
  });

  test.each(viewNames)("%s shows why its call failed, and that it was cancelled", async (name) => {
    const text = "<redmine-0a1b2c3d>\nRedmine cannot be reached right now.\n</redmine-0a1b2c3d>";
    const error = { isError: true, content: [{ type: "text", text }] };
    const failing = await shown(name, examples[name], { answer: () => error, result: error });
    expect(await textOf(failing)).toContain("Redmine cannot be reached right now.");
    expect(await textOf(failing)).not.toContain("redmine-0a");
    await failing.close();

    const cancelled = await shown(name, null);
    expect(await textOf(cancelled)).toContain("cancelled");
    expect(cancelled.calls).toEqual([]);
    await cancelled.close();
  });
});

describe("what others wrote", () => {
  test("is shown as text", async () => {
    const evil = `</script><img src=x onerror="document.title='hacked'">`;
    const issue = {
      id: 1,
      url: "x",
      subject: evil,
      project: evil,
      tracker: evil,
      status: { id: 1, name: evil },
      allowed: [],
      description: evil,
      fields: [{ name: evil, value: evil }],
      children: [],
      relations: [],
      files: [],
      history: [{ number: "#1", user: evil, created: "2026-01-01T00:00:00Z", note: evil, changes: [evil] }],
      older: 0,
      done: 0,
      columns: {},
    };
    const view = await shown(
      "issue",
      { issue_id: 1 },
      { answer: () => ({ content: [{ type: "text", text: JSON.stringify(issue) }] }) },
    );
    expect(await textOf(view)).toContain(evil);
    expect(await view.frame.locator("img").count()).toBe(0);
    expect(await view.frame.title()).toBe("Issue");
    await view.close();
  });
});

describe("issue", () => {
  test("shows nothing for a field that is empty or zero", async () => {
    const { text } = await viewData.call({ view: "issue", args: { issue_id: 61 } }, seeded.contextOf("alice"));
    const issue = { ...JSON.parse(text), estimated: null, spent: 0, due: null };
    const view = await shown(
      "issue",
      {},
      { answer: () => ({ content: [{ type: "text", text: JSON.stringify(issue) }] }) },
    );
    expect(await textOf(view)).not.toMatch(/null|undefined|NaN|Spent|Estimated|^0$/m);
    await view.close();
  });

  test("takes a note and reads it back", async () => {
    const view = await shown("issue", { issue_id: 61 });
    await view.frame.locator("summary").first().click();
    await view.frame.fill("#new-note", "Written in the view.");
    await view.frame.click("#save");
    await view.frame.getByText("Written in the view.").first().waitFor();
    expect(view.calls.map(({ name }) => name)).toEqual(["view_data", "update_issue", "view_data"]);
    await view.close();
  });

  test("a sign-in that only reads is shown no way to write", async () => {
    for (const name of ["issue", "board"] as const) {
      const view = await shown(name, examples[name], {
        answer: (_, args) => viewData.call(args, seeded.contextOf("alice")),
      });
      expect(await view.frame.locator("textarea, [draggable], button[aria-label^=Move]").count()).toBe(0);
      await view.close();
    }
  });
});

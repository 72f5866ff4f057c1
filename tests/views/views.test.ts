import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Frame, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { viewData } from "../../src/tools/views/view-data.ts";
import { type ViewName, viewNames, viewPage } from "../../src/views/pages.ts";
import { launchChromium } from "../support/chromium.ts";
import { type SignedIn, signIn } from "../support/mcp-client.ts";
import { seededSample } from "../support/seeded-sample.ts";
import { startWorld, type World } from "../support/world.ts";
import { hostScript } from "./host.ts";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const screenshots = process.env.VIEW_SCREENSHOTS; // a folder to look at

const seeded = seededSample(); // its callers may not write

let world: World;
let alice: SignedIn;
let chromium: Browser;
let bridge: string;

beforeAll(async () => {
  world = await startWorld({ settings: { TOOLSETS: "all" } });
  alice = await signIn(world.mcpUrl, world.people.alice);
  chromium = await launchChromium();
  bridge = await hostScript();
});
afterAll(async () => {
  await chromium?.close();
  await world?.stop();
});

interface Shown {
  page: Page;
  frame: Frame;
  calls: { name: string; arguments: Record<string, unknown> }[];
  opened: string[];
  downloads: unknown[];
  close(): Promise<void>;
}

interface Options {
  width?: number;
  theme?: "light" | "dark";
  result?: object;
  /** Answers in the server's place. */
  answer?: (name: string, args: Record<string, unknown>) => object | undefined | Promise<object>;
  locale?: string;
  wait?: boolean;
}

async function shown(view: ViewName, args: object | null, options: Options = {}): Promise<Shown> {
  const { width = 800, theme = "light", locale = "en", wait = true } = options;
  const context = await chromium.newContext({
    viewport: { width, height: 900 },
    colorScheme: theme,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const made: Shown = {
    page,
    frame: page.mainFrame(),
    calls: [],
    opened: [],
    downloads: [],
    close: () => context.close(),
  };
  await page.exposeFunction("callTool", async (params: { name: string; arguments: Record<string, unknown> }) => {
    made.calls.push(params);
    return (await options.answer?.(params.name, params.arguments)) ?? (await alice.client.callTool(params));
  });
  await page.exposeFunction("openedLink", (url: string) => void made.opened.push(url));
  await page.exposeFunction("downloaded", (contents: unknown[]) => void made.downloads.push(...contents));
  const background = theme === "dark" ? "#1c1f24" : "#ffffff";
  await page.setContent(
    `<!doctype html><html lang="en"><title>Host</title><body style="margin:0;background:${background}"></body></html>`,
  );
  await page.addScriptTag({ content: bridge });
  const mounting = {
    html: viewPage(view),
    args,
    ...(options.result && { result: options.result }),
    context: { theme, locale, timeZone: "Europe/Berlin" },
    capabilities: { serverTools: {}, openLinks: {}, downloadFile: {} },
  };
  await page.evaluate(`mount(${JSON.stringify(mounting)})`);
  const frame = page.frames()[1];
  if (!frame) throw new Error("no view");
  made.frame = frame;
  if (wait) await frame.waitForSelector("#root > *");
  if (screenshots) {
    mkdirSync(screenshots, { recursive: true });
    await page.screenshot({ path: `${screenshots}/${view}-${width}-${theme}-${locale}.png` });
  }
  return made;
}

const textOf = ({ frame }: Shown) => frame.locator("body").innerText();

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
      await view.frame.waitForFunction("document.getElementById('status').textContent === ''");
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

describe("board", () => {
  const columnOf = (view: Shown, id: number) =>
    view.frame.locator(`#card-${id}`).locator("xpath=ancestor::section").getAttribute("aria-label");
  let issue: number;

  beforeEach(async () => {
    const args = { project_id: "alpha", tracker_id: "Bug", subject: "Movable", priority_id: "Immediate" };
    const { text } = await alice.call("create_issue", args);
    issue = Number(/#(\d+)/.exec(text)?.[1]);
  });

  test("moves a card by keyboard alone, and Redmine has it", async () => {
    const view = await shown("board", { project_id: "alpha" });
    const before = await columnOf(view, issue);
    await view.frame.locator(`[aria-label="Move #${issue}"]`).press("Enter");
    const select = view.frame.locator(`[aria-label="Move #${issue} to"]`);
    await select.waitFor();
    await select.press("Tab");
    await view.page.keyboard.press("Enter");
    await view.frame.getByText(`#${issue} is in`).waitFor();
    const after = await columnOf(view, issue);
    expect(after).not.toBe(before);
    expect((await alice.call("get_issue_details", { issue_id: issue })).text).toContain(`${after}`);
    await view.close();
  });

  test("moves a card by dragging, only to a column that its status may go to", async () => {
    const view = await shown("board", { project_id: "alpha" }, { width: 1_280 });
    const { text } = await alice.call("view_data", { view: "issue", args: { issue_id: issue, brief: true } });
    const { allowed, columns } = JSON.parse(text) as {
      allowed: { id: number; name: string }[];
      columns: { status: number };
    }; // issueData's own answer
    const target = allowed.find(({ id }) => id !== columns.status);
    const at = (id: number | undefined) => view.frame.locator(`section[data-column="${id}"]`);
    await view.frame
      .locator(`#card-${issue}`)
      .dispatchEvent("dragstart", { dataTransfer: await view.frame.evaluateHandle("new DataTransfer()") });
    await view.frame.locator(".column.can").first().waitFor();
    const open = await view.frame
      .locator(".column.can")
      .evaluateAll((all) => all.map((each) => Number(each.getAttribute("data-column"))));
    expect(open.sort()).toEqual(
      allowed
        .map(({ id }) => id)
        .filter((id) => id !== columns.status)
        .sort(),
    );
    const transfer = await view.frame.evaluateHandle(
      `(() => { const data = new DataTransfer(); data.setData("text/plain", "${issue}"); return data; })()`,
    );
    await at(target?.id).dispatchEvent("drop", { dataTransfer: transfer });
    await view.frame.getByText(`#${issue} is in ${target?.name}.`).waitFor();
    await view.close();
  });

  test("puts a card back with the reason when Redmine refuses or ignores the move", async () => {
    let isRefused = false;
    const view = await shown(
      "board",
      { project_id: "alpha" },
      {
        answer: (name) => {
          if (name !== "update_issue") return undefined;
          isRefused = true;
          return { content: [{ type: "text", text: "Redmine ignored the status: the workflow does not allow it." }] };
        },
      },
    );
    const before = await columnOf(view, issue);
    await view.frame.locator(`[aria-label="Move #${issue}"]`).click();
    await view.frame.locator(`#card-${issue} >> text=Move here`).click();
    await view.frame.getByText("was not moved. Redmine ignored the status").waitFor();
    expect([isRefused, await columnOf(view, issue)]).toEqual([true, before]);
    await view.close();
  });

  test("shows the first cards of 500 and how many more there are", async () => {
    const issues = Array.from({ length: 500 }, (_, at) => ({
      id: at + 1,
      subject: `Issue ${at}`,
      url: "x",
      column: (at % 3) + 1,
      priority: "Normal",
      done: 0,
      isClosed: false,
    }));
    const board = {
      groupBy: "status",
      mayWrite: true,
      total: 900,
      columns: [1, 2, 3].map((id) => ({ id, name: `S${id}` })),
      issues,
    };
    const view = await shown(
      "board",
      {},
      { answer: () => ({ content: [{ type: "text", text: JSON.stringify(board) }] }) },
    );
    expect(await textOf(view)).toContain("The first 500 of 900 issues.");
    expect(await view.frame.locator(".card").count()).toBe(45);
    await view.frame.getByText("more").first().click();
    expect(await view.frame.locator(".card").count()).toBeGreaterThan(150);
    await view.close();
  });
});

describe("time", () => {
  test("adds up by person and issue, and gives the rows as CSV without formulas", async () => {
    const entries = [
      { day: "2026-03-01", hours: 1.5, user: "Ann", activity: "Dev", project: "P", issue: "#1", comment: "=1+1" },
      { day: "2026-03-02", hours: 2, user: "Bob", activity: "Dev", project: "P" },
    ];
    const view = await shown(
      "time",
      {},
      { locale: "de", answer: () => ({ content: [{ type: "text", text: JSON.stringify({ total: 2, entries }) }] }) },
    );
    expect(await textOf(view)).toContain("3,5 h");
    await view.frame.getByText("Download CSV").click();
    await expect.poll(() => view.downloads.length).toBe(1);
    const [{ resource }] = view.downloads as [{ resource: { text: string } }]; // what the view sent
    expect(resource.text).toBe(
      "\ufeffDate,Hours,Person,Activity,Project,Issue,Comment\r\n2026-03-01,1.5,Ann,Dev,P,#1,'=1+1\r\n2026-03-02,2,Bob,Dev,P,,",
    );
    await view.close();
  });
});

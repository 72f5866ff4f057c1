import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ViewName, viewNames } from "../../src/views/pages.ts";
import { launchChromium } from "../support/chromium.ts";
import { type Forward, startFront } from "../support/forward.ts";
import { type SignedIn, signIn } from "../support/mcp-client.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { hostScript } from "../views/host.ts";
import { openView, type Shown, textOf } from "../views/open-view.ts";
import { startOurServer } from "./our-server.ts";
import { redmine } from "./redmine.ts";
import { seededRedmine } from "./seeded.ts";

// The views in the official bridge's host, in front of the real Redmine: their pages and data come over MCP.

const { alice, bob, dan } = redmine.people;
const seeded = seededRedmine();
const pages = new Map<string, string>();
let server: ServerProcess;
let upstream: Forward;
let chromium: Browser;
let bridge: string;
let asAlice: SignedIn;
let asBob: SignedIn;

beforeAll(async () => {
  const front = await startFront(); // counts what Redmine is asked
  front.passTo(redmine.url);
  upstream = front;
  [server, chromium, bridge] = await Promise.all([
    startOurServer({ REDMINE_URL: front.url, TOOLSETS: "all,views" }),
    launchChromium(),
    hostScript(),
  ]);
  asAlice = await signIn(server.mcpUrl, alice);
  asBob = await signIn(server.mcpUrl, bob);
  for (const name of viewNames) {
    const { contents } = await asAlice.client.readResource({ uri: `ui://redmine/${name}.html` });
    pages.set(name, `${contents[0] && "text" in contents[0] ? contents[0].text : ""}`);
  }
});
afterAll(async () => {
  await chromium?.close();
  await server?.stop();
  await upstream?.stop();
});

async function shown(name: ViewName, args: object, by: SignedIn, width = 1_280): Promise<Shown> {
  const view = await openView(chromium, bridge, {
    html: pages.get(name) ?? "",
    args,
    width,
    callTool: (params) => by.client.callTool(params),
  });
  await view.frame.locator("h1, [role=alert]").waitFor();
  return view;
}

const columnOf = ({ frame }: Shown, id: number) =>
  frame.locator(`#card-${id}`).locator("xpath=ancestor::section").getAttribute("aria-label");

async function statusInRedmine(id: number): Promise<string> {
  const { issue } = (await seeded.ask(`/issues/${id}.json`)) as { issue: { status: { name: string } } }; // Redmine's REST API
  return issue.status.name;
}

const newIssue = (status: string) =>
  seeded.create("/issues.json", {
    issue: { project_id: "alpha", tracker_id: 1, subject: "Moved by a view", status_id: statuses[status] },
  });
const statuses: Record<string, number> = { New: 1, "In Progress": 2, Resolved: 3, Feedback: 4, Closed: 5 }; // of Redmine's default data

describe("the four views show what was seeded", () => {
  const examples: Record<ViewName, [args: object, texts: string[]]> = {
    issue: [
      { issue_id: 61 },
      ["Bug #61: Memory grows on every request", "Dan Duarte", "measured **214 MB**", "blocks #2"],
    ],
    board: [{ project_id: "alpha" }, ["In Progress (", "#61 Memory grows on every request"]],
    roadmap: [{ project_id: "alpha" }, ["1.1", "2.0", "closed"]],
    time: [{ project_id: "alpha" }, ["Time spent: 48.5 h", "Alice Archer", "Bob Baker", "Dan Duarte"]],
  };

  test.each(viewNames)("%s", async (name) => {
    const [args, texts] = examples[name];
    upstream.seen.length = 0;
    const begun = performance.now();
    const view = await shown(name, args, asAlice);
    const shownAfter = performance.now() - begun;
    const text = await textOf(view);
    for (const expected of texts) expect(text).toContain(expected);
    expect(text).not.toMatch(/undefined|NaN|\[object|<redmine/);

    const painted = await view.frame.evaluate(
      `performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? -1`,
    );
    const bytes = Buffer.byteLength(pages.get(name) ?? "");
    process.stdout.write(
      `${name}: ${bytes} B, ${upstream.seen.length} requests to Redmine, first paint ${Math.round(Number(painted))} ms, data shown ${Math.round(shownAfter)} ms after the host began\n`,
    );
    expect(Number(painted)).toBeGreaterThan(0);
    await view.close();
  });
});

describe("a status", () => {
  test("is changed by dragging a card, and Redmine has it", async () => {
    const id = await newIssue("New");
    const view = await shown("board", { project_id: "alpha" }, asAlice);
    await view.frame
      .getByRole("button", { name: / more$/ })
      .first()
      .click();
    await view.frame.locator(`#card-${id}`).dragTo(view.frame.locator('section[aria-label="In Progress"] h2'));
    await view.frame.getByText(`#${id} is in In Progress.`).waitFor();
    expect(await columnOf(view, id)).toBe("In Progress");
    expect(await statusInRedmine(id)).toBe("In Progress");
    await view.close();
    await seeded.remove(`/issues/${id}.json`);
  });

  test("is changed with the keyboard alone, on the board and on the issue, and Redmine has it", async () => {
    const id = await newIssue("New");
    const board = await shown("board", { project_id: "alpha", status_id: "open" }, asAlice);
    const { keyboard } = board.page;
    await board.frame.locator(`[aria-label="Move #${id}"]`).press("Enter");
    await board.frame.locator(`[aria-label="Move #${id} to"]`).waitFor();
    await keyboard.type("Res");
    await keyboard.press("Tab");
    await keyboard.press("Enter");
    await board.frame.getByText(`#${id} is in Resolved.`).waitFor();
    expect(await statusInRedmine(id)).toBe("Resolved");
    await board.close();

    const issue = await shown("issue", { issue_id: id }, asAlice);
    await issue.frame.locator("summary").press("Enter");
    await issue.frame.locator("#new-status").focus();
    await issue.page.keyboard.type("Feed");
    await issue.page.keyboard.press("Tab");
    await issue.page.keyboard.type("Written in the view.");
    await issue.page.keyboard.press("Tab");
    await issue.page.keyboard.press("Enter");
    await issue.frame.locator(".timeline").getByText("Written in the view.").waitFor();
    expect(await issue.frame.locator(".pill").first().innerText()).toBe("Feedback");
    expect(await statusInRedmine(id)).toBe("Feedback");
    await issue.close();
    await seeded.remove(`/issues/${id}.json`);
  });

  test("that Redmine refuses brings the card back, with the reason", async () => {
    const id = await newIssue("In Progress");
    const view = await shown("board", { project_id: "alpha", status_id: "open" }, asBob);
    const card = view.frame.locator(`#card-${id}`);
    await card.getByRole("button", { name: `Move #${id}` }).click();
    await card.locator("select").waitFor();
    const offered = await card.locator("option").allInnerTexts();
    expect(offered).toEqual(["Closed"]); // a Reporter's only step
    // meanwhile somebody sets it back to New, from which a Reporter may go nowhere
    await asAlice.call("update_issue", { issue_id: id, status_id: "New" });
    await card.getByText("Move here").click();
    const status = view.frame.locator("#status");
    await view.frame.getByText(`#${id} was not moved.`).waitFor();
    expect(await status.innerText()).toMatch(/was not moved\. .*(status|Closed)/);
    expect(await columnOf(view, id)).not.toBe("Closed");
    expect(await statusInRedmine(id)).toBe("New");
    await view.close();
    await seeded.remove(`/issues/${id}.json`);
  });
});

test("a read-only sign-in shows no way to write, and is refused one that it makes up", async () => {
  const reader = await signIn(server.mcpUrl, dan, { readOnly: true });
  for (const [name, args] of [
    ["issue", { issue_id: 61 }],
    ["board", { project_id: "alpha" }],
  ] as const) {
    const view = await shown(name, args, reader);
    expect(await view.frame.locator("textarea, [draggable=true], button[aria-label^=Move], #save").count()).toBe(0);
    await view.close();
  }
  const before = await statusInRedmine(61);
  const attempt = await reader
    .call("update_issue", { issue_id: 61, status_id: "Closed" })
    .catch((error: Error) => error);
  expect(attempt instanceof Error || attempt.isError).toBe(true);
  expect(await statusInRedmine(61)).toBe(before);
  await reader.close();
});

test("signed out in the middle: the card returns, the view says what to do, and goes on after the next sign-in", async () => {
  const id = await newIssue("New");
  let person = await signIn(server.mcpUrl, dan);
  const board = await openView(chromium, bridge, {
    html: pages.get("board") ?? "",
    args: { project_id: "alpha", status_id: "open" },
    callTool: (params) => person.client.callTool(params),
  });
  const card = board.frame.locator(`#card-${id}`);
  await card.getByRole("button", { name: `Move #${id}` }).click();
  await card.locator("select").waitFor();

  const form = { token: person.kept.tokens?.refresh_token ?? "" };
  const client_id = person.kept.client?.client_id ?? "";
  await fetch(`${server.url}/oauth/revoke`, { method: "POST", body: new URLSearchParams({ ...form, client_id }) });
  await card.getByText("Move here").click();
  await board.frame.getByText(/was not moved\..*If you were signed out, sign in again/).waitFor();
  expect(await columnOf(board, id)).toBe("New");

  person = await signIn(server.mcpUrl, dan);
  await card.getByRole("button", { name: `Move #${id}` }).click();
  await card.getByText("Move here").click();
  await board.frame.getByText(`#${id} is in `).waitFor();
  expect(await statusInRedmine(id)).not.toBe("New");
  await board.close();
  await person.close();
  await seeded.remove(`/issues/${id}.json`);
});

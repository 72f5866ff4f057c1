import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Demo, emptyFolder, startDemo } from "../support/demo-process.ts";
import { type Login, signIn } from "../support/mcp-client.ts";
import { programFile } from "../support/program.ts";

const demoOn = (port: number) => [process.execPath, programFile, "demo", `--mcp-port=${port}`];

/** Nobody, if the demo has not named them: signing in then fails. */
const nobody: Login = { login: "", password: "" };

describe("redmine-fastmcp demo, with nothing set and nothing else running", () => {
  let demo: Demo;
  const cwd = emptyFolder();

  beforeAll(async () => {
    demo = await startDemo(demoOn(0), { cwd, env: { HOME: cwd } });
  });
  afterAll(() => demo.kill());

  test("says where it is, who one can be and what to ask, and nothing else", () => {
    expect(demo.said()).toMatch(/claude mcp add --transport http \w+ http:\/\/localhost:\d+\/mcp/);
    expect(demo.logins.map(({ login }) => login)).toEqual(["maya", "tom", "ines", "ruben"]);
    expect(
      demo
        .said()
        .split("\n")
        .every((line) => line.length <= 100),
    ).toBe(true);
    expect(demo.logged()).toBe("");
  });

  test("its page has nothing to register in a Redmine, for that is done", async () => {
    const page = await (await fetch(demo.mcpUrl.replace("/mcp", "/"))).text();
    expect(page).toContain("The URL to add");
    expect(page).not.toMatch(/register|administrator of Redmine/i);
  });

  test("an MCP client signs in through its pages, reads and writes", async () => {
    const [maya] = demo.logins;
    const { call, close } = await signIn(demo.mcpUrl, maya ?? nobody);
    onTestFinished(close);

    const issue = await call("get_issue_details", { issue_id: 418 });
    expect(issue.text).toContain("The 7:40 to Old Town is sold twice");
    expect(issue.text).toContain("#15 ");

    const picture = await call("get_attachment", {
      attachment_id: Number(/id (\d+)/.exec((await call("get_issue_details", { issue_id: 428 })).text)?.[1]),
    });
    expect(picture.result.content.map(({ type }) => type)).toContain("image");

    const hours = await call("log_time", {
      issue_id: 428,
      hours: 0.5,
      activity: "Development",
      comment: "Talked to Margaret",
    });
    expect(hours).toMatchObject({ isError: false, text: expect.stringContaining("0.5") });
    expect((await call("list_time_entries", { issue_id: 428 })).text).toContain("Talked to Margaret");
  });

  test("everybody sees what is theirs: the surprise for Tom stays one", async () => {
    const [maya, tom] = demo.logins;
    const found = await Promise.all(
      [maya, tom].map(async (person) => {
        const { call, close } = await signIn(demo.mcpUrl, person ?? nobody);
        onTestFinished(close);
        return (await call("search_issues", { query: "surprise party" })).text;
      }),
    );

    expect(found[0]).toContain("#454");
    expect(found[1]).not.toContain("454");
  });

  test("Ctrl-C ends it at once, with exit 0, and nothing is left behind", async () => {
    const from = performance.now();
    expect(await demo.interrupt()).toBe(0);
    expect(performance.now() - from).toBeLessThan(3_000);
    expect(demo.said()).toContain("Nothing was saved");
    expect(demo.logged()).toBe("");
    expect(readdirSync(cwd)).toEqual([]);
  });
});

test("a port that is taken makes it move, and say so", async () => {
  const other = createServer();
  other.listen(0, "127.0.0.1");
  await once(other, "listening");
  onTestFinished(() => void other.close());
  const address = other.address();
  const taken = typeof address === "object" && address !== null ? address.port : 0;

  const demo = await startDemo(demoOn(taken));
  onTestFinished(demo.kill);

  expect(demo.said()).toContain(`Port ${taken} is in use`);
  expect(Number(new URL(demo.mcpUrl).port)).toBeGreaterThan(taken);
  expect((await fetch(demo.mcpUrl.replace("/mcp", "/health"))).status).toBe(200);
});

test("a Redmine that is set up in the same folder is left alone", async () => {
  const cwd = emptyFolder();
  writeFileSync(
    join(cwd, ".env"),
    "REDMINE_URL=https://redmine.invalid\nREDMINE_CLIENT_SECRET=real\nTOKEN_STORE_URL=sqlite://real.sqlite\nMCP_BASE_URL=https://mcp.invalid\n",
  );

  const demo = await startDemo(demoOn(0), { cwd });
  onTestFinished(demo.kill);
  const [maya] = demo.logins;
  const { call, close } = await signIn(demo.mcpUrl, maya ?? nobody);
  onTestFinished(close);

  expect((await call("get_issue_details", { issue_id: 418 })).isError).toBe(false);
  expect(readdirSync(cwd)).toEqual([".env"]);
});

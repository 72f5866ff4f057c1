import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { unzipSync } from "fflate";
import { beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { launchChromium } from "../support/chromium.ts";
import { emptyFolder, startDemo } from "../support/demo-process.ts";
import { signIn } from "../support/mcp-client.ts";
import { hostScript } from "../views/host.ts";
import { openView, textOf } from "../views/open-view.ts";

const run = promisify(execFile);
const packed = inject("packed");
const root = new URL("../..", import.meta.url).pathname;
const env = process.env; // npm may need what leads it to its registry

const oldest = packageJson.engines.node.replace(">=", "");

describe("the packed package", () => {
  test("is below 2.5 MB, and holds the program, its views, tables of Asian encodings for PDFs, what must be said about it, and nothing else", () => {
    expect(packed.size).toBeLessThan(2_500_000);
    const paths = packed.files.map(({ path }) => path);
    expect(paths.filter((path) => !/^dist\/([\w.-]+\.(js|txt)|cmaps\/[\w-]+(\.bcmap)?)$/.test(path)).sort()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      ...readdirSync(join(root, "src/views/client"), "utf8")
        .sort()
        .map((name) => `dist/client/${name}`),
      "package.json",
    ]);
  });

  test("says whose code is in it", () => {
    const licences = readFileSync(join(root, "dist/THIRD_PARTY_LICENSES.txt"), "utf8");
    for (const name of ["fastmcp", "hono", "keyv", "ky", "zod", "@modelcontextprotocol/sdk"]) {
      expect(licences).toMatch(new RegExp(`^${name} \\d\\S* \\((MIT|Apache-2.0)\\)$`, "m"));
    }
  });
});

describe("installed in an empty folder", () => {
  const folder = emptyFolder();
  const main = join(folder, "node_modules/redmine-fastmcp/dist/main.js");

  beforeAll(async () => {
    // offline: there is nothing to fetch
    // with --prefix, for npm would take a package.json of a folder above for the one to install into
    await run("npm", ["install", "--prefix", folder, "--offline", "--no-audit", "--no-fund", packed.tarball], {
      cwd: folder,
      env,
    });
  });

  test("it is alone, and npm ran nothing for it", () => {
    const installed = join(folder, "node_modules");
    expect(readdirSync(installed).filter((name) => !name.startsWith("."))).toEqual(["redmine-fastmcp"]);
    expect(
      readdirSync(installed, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".node")),
    ).toEqual([]);
    const scripts = Object.keys(
      JSON.parse(readFileSync(join(installed, "redmine-fastmcp/package.json"), "utf8")).scripts,
    );
    expect(scripts.filter((name) => /^(pre|post)?(install|prepare)$/.test(name))).toEqual([]);
  });

  test.each([process.versions.node, oldest])("it answers under Node.js %s", async (version) => {
    const node = version === process.versions.node ? [process.execPath] : nodeOf(version);
    const demo = await startDemo([...node, main, "demo", "--mcp-port=0"], { env, cwd: folder, timeoutMs: 120_000 });
    onTestFinished(demo.kill);

    const health = await fetch(demo.mcpUrl.replace(/mcp$/, "health"));
    expect(await health.json()).toMatchObject({ status: "ok", version: packageJson.version });
    const { call, close } = await signIn(demo.mcpUrl, demo.logins[0] ?? { login: "", password: "" });
    onTestFinished(close);
    expect((await call("get_issue_details", { issue_id: 418 })).text).toContain("The 7:40 to Old Town");
    expect(demo.logged()).toBe("");
  });

  test("its views, as they were built, show the demo's story in a host", async () => {
    const settings = { ...env, TOOLSETS: "all,views" };
    const demo = await startDemo([process.execPath, main, "demo", "--mcp-port=0"], { env: settings, cwd: folder });
    onTestFinished(demo.kill);
    const { client, close } = await signIn(demo.mcpUrl, demo.logins[0] ?? { login: "", password: "" });
    onTestFinished(close);
    const chromium = await launchChromium();
    onTestFinished(() => chromium.close());
    const bridge = await hostScript();
    const story = {
      issue: [{ issue_id: 418 }, "The 7:40 to Old Town"],
      board: [{ project_id: "booking" }, "#424 Load test for the opening of the sale"],
      roadmap: [{ project_id: "booking" }, "4.2"],
      time: [{ project_id: "booking" }, "Tom Okafor"],
    } as const;
    for (const [name, [args, text]] of Object.entries(story)) {
      const { contents } = await client.readResource({ uri: `ui://redmine/${name}.html` });
      const html = contents[0] && "text" in contents[0] ? contents[0].text : "";
      expect(html.length).toBeLessThan(18_000); // minified
      const view = await openView(chromium, bridge, { html, args, callTool: (params) => client.callTool(params) });
      await view.frame.locator("h1").waitFor();
      expect(await textOf(view), name).toContain(text);
      await view.close();
    }
  });

  test.each(["18.20.8", "20.20.0", "22.18.0"])("it tells Node.js %s, which is too old, what to do", async (version) => {
    const [npm = "", ...args] = nodeOf(version);
    const failure = await run(npm, [...args, main, "serve"], { env, cwd: folder, timeout: 120_000 }).catch(
      (error: unknown) => error,
    );

    expect(failure).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        `redmine-fastmcp: Node.js ${oldest.split(".", 2).join(".")} or later is needed, and this is ${version}`,
      ),
    });
  });
});

describe("by npx, from nothing", () => {
  test("a person is signed in and reads an issue", async () => {
    const cwd = emptyFolder();
    const npx = ["npx", "--yes", `--package=${packed.tarball}`, "redmine-fastmcp"];
    const demo = await startDemo([...npx, "demo", "--mcp-port=0"], { env, cwd, timeoutMs: 60_000 });
    onTestFinished(demo.kill);
    const { call, close } = await signIn(demo.mcpUrl, demo.logins[1] ?? { login: "", password: "" });
    onTestFinished(close);

    expect((await call("search_issues", { query: "seagulls" })).text).toContain("#428");
    await demo.interrupt();
    expect(demo.said()).toContain("Nothing was saved.");
  });
});

describe("the desktop bundle", () => {
  test("serves one user over stdio, from its own files alone", async () => {
    const folder = emptyFolder();
    const bundle = join(folder, "redmine.mcpb");
    execFileSync(process.execPath, ["scripts/mcpb.ts", bundle], { cwd: root });
    for (const [path, content] of Object.entries(unzipSync(readFileSync(bundle)))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const { server, user_config } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
    expect(statSync(bundle).size).toBeLessThan(2_500_000);
    expect(Object.keys(user_config)).toEqual(["redmine_url", "redmine_api_key", "read_only", "toolsets"]);

    const demo = await startDemo([process.execPath, join(folder, server.entry_point), "demo", "--mcp-port=0"], { env });
    onTestFinished(demo.kill);
    const filled = {
      redmine_url: demo.redmineUrl,
      redmine_api_key: "demo-key-of-maya",
      read_only: "true",
      toolsets: "core",
    };
    const fill = (text: string) =>
      text.replace(/\$\{(user_config\.)?(\w+)\}/g, (_, asked, name) => (asked ? Reflect.get(filled, name) : folder));
    const { args, env: variables } = server.mcp_config;
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: args.map(fill),
      env: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, fill(String(value))])),
      cwd: folder,
      stderr: "ignore",
    });
    const client = new Client({ name: "desktop", version: "1.0.0" });
    await client.connect(transport);
    onTestFinished(() => client.close());

    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain("get_issue_details");
    expect(tools.map(({ name }) => name)).not.toContain("update_issue"); // read_only
    const issue = await client.callTool({ name: "get_issue_details", arguments: { issue_id: 454 } });
    expect(JSON.stringify(issue.content)).toContain("Surprise party");
    const view = await client.readResource({ uri: "ui://redmine/issue.html" });
    expect(JSON.stringify(view.contents)).toContain("<!doctype html>");
  });
});

/** npm brings any Node.js as a package. */
function nodeOf(version: string): string[] {
  return ["npm", "exec", "--yes", "--loglevel=error", `--package=node@${version}`, "--", "node"];
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { childEnv } from "../support/child-env.ts";
import { programFile } from "../support/program.ts";
import { emptyDirectory, runCommand, runProcess } from "../support/run-command.ts";
import { sampleOnPort } from "../support/sample-on-port.ts";
import { freePort } from "../support/world.ts";

let redmine: Awaited<ReturnType<typeof sampleOnPort>>;

beforeAll(async () => {
  redmine = await sampleOnPort();
});
afterAll(() => redmine.stop());

async function init(
  answers: string[],
  cwd = emptyDirectory(),
  more: Record<string, string> = {},
  run: typeof runCommand = runCommand,
) {
  const path = join(cwd, ".env");
  const env = { XDG_STATE_HOME: cwd, ...more };
  const ran = await run(["init"], { cwd, env, input: answers.map((answer) => `${answer}\n`).join("") });
  return { ...ran, path, cwd, written: existsSync(path) ? readFileSync(path, "utf8") : undefined };
}

const application = () => [redmine.sample.clientId, redmine.sample.clientSecret];

describe("through pipes", () => {
  test("says step by step what to register, checks it and writes .env for this user alone", async () => {
    const answers = [redmine.url, "https://mcp.example.com", ...application()];
    const { stdout, stderr, code, path, written } = await init(answers, emptyDirectory(), {}, runProcess);

    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    expect(stdout).toContain(`1. Open ${redmine.url}/oauth/applications/new`);
    expect(stdout).toContain("Administration → Applications → New Application");
    expect(stdout).toMatch(/3\. Redirect URI, exactly:\n\s+https:\/\/mcp\.example\.com\/oauth\/callback\n/);
    expect(stdout).toMatch(/^ {7}Issue tracking: View Issues, [^:]*\n {9}.*Add notes, /m);
    expect(stdout).toContain("or edit the one you have");
    expect(stdout).toMatch(/^bundle exec rails runner -e production 'Setting\.rest_api_enabled = "1"; app = .*'$/m);
    expect(stdout).toMatch(
      /redirect_uri: "https:\/\/mcp\.example\.com\/oauth\/callback", scopes: "[a-z_ ]*add_issues[a-z_ ]*"/,
    );
    expect(stdout).toMatch(/const scopes = "[a-z_ ]+"\.split/);
    expect(stdout).toContain("ok     Application: Redmine accepts REDMINE_CLIENT_ID and REDMINE_CLIENT_SECRET");
    expect(stdout).toContain("Add this URL to your MCP client: https://mcp.example.com/mcp");
    expect(stdout).not.toContain(redmine.sample.clientSecret);
    expect(written?.split("\n")).toEqual([
      `REDMINE_URL=${redmine.url}`,
      "MCP_BASE_URL=https://mcp.example.com",
      "REDMINE_AUTH=oauth",
      `REDMINE_CLIENT_ID=${redmine.sample.clientId}`,
      `REDMINE_CLIENT_SECRET=${redmine.sample.clientSecret}`,
      "",
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("what it writes, doctor finds right", async () => {
    const { cwd } = await init([redmine.url, "", ...application()]);
    const { code, stdout } = await runCommand(["doctor"], { cwd, env: { MCP_PORT: String(await freePort()) } });
    expect(stdout).toContain("No errors");
    expect(code).toBe(0);
  });

  test("asks again for what cannot be, and looks again at what is wrong", async () => {
    const { stdout, code, written } = await init([
      "redmine without a scheme",
      `${redmine.url}/nowhere`,
      "", // look again
      redmine.url,
      "http://mcp.example.com",
      "", // the one in brackets
      redmine.sample.clientId,
      "a-wrong-secret",
      "", // give them again
      "", // the same id
      redmine.sample.clientSecret,
    ]);

    expect(stdout).toContain("It must be the base URL of your Redmine; it does not begin with https:// or http://.");
    expect(stdout).toContain("not Redmine's REST API");
    expect(stdout).toContain("plain http is for localhost only");
    expect(stdout).toContain("REDMINE_CLIENT_SECRET is not its secret");
    expect(stdout).not.toContain("a-wrong-secret");
    expect(code).toBe(0);
    expect(stdout).toContain("Add this URL to your MCP client: http://localhost:8000/mcp");
    expect(written).not.toContain("MCP_BASE_URL");
  });

  test("the URL that follows from the port is offered and not written, so that it goes on to follow", async () => {
    const cwd = emptyDirectory();
    writeFileSync(join(cwd, ".env"), "MCP_BASE_URL=http://localhost:8000\n");
    const { stdout, written } = await init(["y", redmine.url, "http://localhost:8005", ...application()], cwd, {
      MCP_PORT: "8005",
    });

    expect(stdout).toContain("URL of this server [http://localhost:8000]");
    expect(written).not.toContain("MCP_BASE_URL");
    const again = await init(["y", redmine.url, ""], cwd, { MCP_PORT: "8006" });
    expect(again.stdout).toContain("URL of this server [http://localhost:8006]");
  });

  test("a URL on this machine with another port moves the server there", async () => {
    const port = await freePort();
    const { written, stdout } = await init([redmine.url, `http://localhost:${port}`, ...application()]);
    expect(written).toContain(`MCP_PORT=${port}\n`);
    expect(written).not.toContain("MCP_BASE_URL");
    expect(stdout).toContain(`Add this URL to your MCP client: http://localhost:${port}/mcp`);
  });

  test("says that the REST API is on once it is, before it asks on", async () => {
    redmine.sample.setRestEnabled(false);
    const cwd = emptyDirectory();
    const child = spawn(process.execPath, [programFile, "init"], { cwd, env: { ...childEnv, HOME: cwd } });
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stdin.write(`${redmine.url}\n`);
    await expect.poll(() => stdout).toContain("Fix that and press Enter to check again");
    redmine.sample.setRestEnabled(true);
    child.stdin.end("\n\n");
    await once(child, "close");
    expect(stdout).toMatch(/ok {5}Redmine: its REST API is on\n[\s\S]*URL of this server/);
  });

  test("a URL of this server that ends in /mcp is refused, and Enter takes what was meant", async () => {
    const { stdout } = await init([redmine.url, "https://mcp.example.com/mcp/", "", ...application()]);
    expect(stdout).toContain("it ends in /mcp, which the server adds itself; did you mean https://mcp.example.com?");
    expect(stdout).toContain("Add this URL to your MCP client: https://mcp.example.com/mcp\n");
  });

  test("leaves a .env as it is unless told otherwise, and then changes only its own lines", async () => {
    const cwd = emptyDirectory();
    const mine = "# mine\nLOG_LEVEL=warn\nREDMINE_URL=http://old.example\nREDMINE_CLIENT_SECRET_FILE=/run/secrets/x\n";
    writeFileSync(join(cwd, ".env"), mine);
    chmodSync(join(cwd, ".env"), 0o644);

    const refused = await init([""], cwd);
    expect(refused).toMatchObject({ code: 1, written: mine, stderr: "redmine-fastmcp: nothing was written\n" });
    expect(refused.stdout).not.toContain("URL of your Redmine");

    const agreed = await init(["y", redmine.url, "", ...application()], cwd);
    expect(agreed.stdout).toContain("URL of your Redmine [http://old.example]");
    expect(agreed.written).toContain(`# mine\nLOG_LEVEL=warn\nREDMINE_URL=${redmine.url}\nREDMINE_AUTH`);
    expect(agreed.written).not.toContain("_FILE");
    expect(statSync(agreed.path).mode & 0o777).toBe(0o600);
  });

  test("a second time, Enter keeps all there is, the secret unseen", async () => {
    const { cwd, written } = await init([redmine.url, "https://mcp.example.com", ...application()]);
    const again = await init(["y", "", "", "", ""], cwd);

    expect(again).toMatchObject({ code: 0, written });
    expect(again.stdout).toContain("Secret (not shown) [keep the current one]: ");
    expect(again.stdout).not.toContain(redmine.sample.clientSecret);
  });

  test("an input that ends too early writes nothing", async () => {
    const { code, stderr, written } = await init([redmine.url], emptyDirectory(), {}, runProcess);
    expect({ code, written }).toEqual({ code: 1, written: undefined });
    expect(stderr).toContain("stopped before everything was answered; nothing was written");
  });

  test("a Redmine that cannot be asked from here is taken as it is, and writing it is asked for", async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const answers = [url, "go on", "", "an-id", "a-secret"];
    expect(await init(answers)).toMatchObject({ code: 1, written: undefined });
    expect((await init([...answers, "y"])).written).toContain(`REDMINE_URL=${url}\n`);
  });

  test("before 6.1 there is nothing to register", async () => {
    redmine.sample.setVersion("6.0");
    const { stdout, code, written } = await init([redmine.url, ""]);
    redmine.sample.setVersion("6.1");

    expect(stdout).toContain("people will sign in to this server with their API key");
    expect(stdout).not.toContain("UID");
    expect(code).toBe(0);
    expect(written).toBe(`REDMINE_URL=${redmine.url}\nREDMINE_AUTH=api-key\n`);
  });
});

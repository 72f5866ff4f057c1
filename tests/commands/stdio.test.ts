import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { emptyDirectory, runProcess } from "../support/run-command.ts";
import { sampleOnPort } from "../support/sample-on-port.ts";

async function stdio(input: string, more: Record<string, string> = {}) {
  const redmine = await sampleOnPort();
  onTestFinished(redmine.stop);
  const env = {
    REDMINE_URL: redmine.url,
    REDMINE_API_KEY: redmine.sample.people.alice?.apiKey ?? "",
    LOG_LEVEL: "warn",
    ...more,
  };
  return runProcess(["stdio"], { env, input });
}

test("stdio ends with exit 0 when its input ends, be it at once", async () => {
  expect(await stdio("")).toEqual({ code: 0, stdout: "", stderr: "" });
});

test("stdio answers what was asked before its input ended, and prints nothing else", async () => {
  const clientInfo = { name: "test", version: "1" };
  const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo };
  const { code, stdout, stderr } = await stdio(
    `${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params })}\n`,
  );

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(
    stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toMatchObject([{ id: 1, result: { serverInfo: {} } }]);
});

test("stdio sends the API key nowhere that a .env of the current folder names", async () => {
  const redmine = await sampleOnPort();
  onTestFinished(redmine.stop);
  const cwd = emptyDirectory();
  writeFileSync(join(cwd, ".env"), `REDMINE_URL=${redmine.url}\n`);
  const env = { REDMINE_API_KEY: redmine.sample.people.alice?.apiKey ?? "" };

  const unnamed = await runProcess(["stdio"], { env, cwd });
  expect(unnamed.code).toBe(2);
  expect(unnamed.stderr).toContain("stdio does not read .env unless you name it: --env-file .env");
  expect((await runProcess(["stdio", "--env-file", ".env"], { env, cwd })).code).toBe(0);
});

test("stdio warns of a mistyped setting", async () => {
  const { code, stderr } = await stdio("", { READONLY: "true" });
  expect(code).toBe(0);
  expect(stderr).toContain("READONLY in the environment is not a setting; did you mean READ_ONLY?");
});

import { expect, onTestFinished, test } from "vitest";
import { runCommand } from "../support/run-command.ts";
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
  return runCommand(["stdio"], { env, input });
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

test("stdio warns of a mistyped setting", async () => {
  const { code, stderr } = await stdio("", { READONLY: "true" });
  expect(code).toBe(0);
  expect(stderr).toContain("READONLY in the environment is not a setting; did you mean READ_ONLY?");
});

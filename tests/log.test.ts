import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { createLog, type LogEntry } from "../src/log.ts";
import { Secret } from "../src/secret.ts";

function lineOf(entry: LogEntry): string {
  let written = "";
  createLog({ level: "debug", destination: { write: (line) => (written += line) } }).error(entry);
  return written;
}

function parsed(entry: LogEntry) {
  return JSON.parse(lineOf(entry));
}

test("a line is JSON with level by name, time, event and details", () => {
  const line = parsed({ event: "tool_call", tool: "get_issue_details", ms: 12, issues: [7, 8] });

  expect(line).toEqual({
    level: "error",
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    event: "tool_call",
    tool: "get_issue_details",
    ms: 12,
    issues: [7, 8],
  });
});

test("lines below the level are not written", () => {
  const lines: string[] = [];
  const log = createLog({ level: "warn", destination: { write: (line) => lines.push(line) } });

  log.info({ event: "quiet" });
  log.warn({ event: "loud" });

  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("loud");
});

test("a secret is not told", () => {
  expect(parsed({ event: "sign_in", token: new Secret("s3cr3t") }).token).toBe("[secret]");
});

test("an error is told by name, code and place, without its message", () => {
  const error = Object.assign(new TypeError("cannot read “salary list” of alice"), { code: "ERR_X" });
  const line = lineOf({ event: "failed", error });

  expect(line).not.toMatch(/salary|alice/);
  expect(JSON.parse(line).error).toMatchObject({ name: "TypeError", code: "ERR_X" });
  expect(JSON.parse(line).error.at[0]).toContain("log.test.ts");
});

test("an error's reason is told, whether it carries it itself or in a failure", () => {
  const own = Object.assign(new Error("x"), { reason: "not_found" });
  const failed = Object.assign(new Error("x"), { failure: { reason: "forbidden", what: "issue #7" } });

  expect(parsed({ event: "failed", own, failed })).toMatchObject({
    own: { reason: "not_found" },
    failed: { reason: "forbidden" },
  });
});

test("an error's cause is told in the same way", () => {
  const cause = Object.assign(new Error("connect to 10.0.0.5 as root"), { code: "ECONNREFUSED" });
  const line = lineOf({ event: "failed", error: new Error("outer words", { cause }) });

  expect(line).not.toMatch(/10\.0\.0\.5|outer words/);
  expect(JSON.parse(line).error.cause).toMatchObject({ name: "Error", code: "ECONNREFUSED" });
});

test("an error that is its own cause ends", () => {
  const error = new Error("round");
  error.cause = error;

  expect(lineOf({ event: "failed", error }).length).toBeLessThan(20_000);
});

const pasted = "it broke:\n    at Salary.list (/srv/secret.rb:3:1)\n    at alice (file:///x.js:1:1)";

test.each([
  ["a message of several lines that looks like a stack", new Error(pasted)],
  ["a message changed after it was made", Object.assign(new Error(pasted), { message: "changed" })],
  ["a message emptied after it was made", Object.assign(new Error(pasted), { message: "" })],
  ["a message cut after it was made", Object.assign(new Error(pasted), { message: "it broke" })],
  ["sentences as code and reason", Object.assign(new Error(), { code: pasted, reason: pasted })],
  ["a sentence as name", Object.assign(new Error(), { name: pasted })],
])("%s does not get in", (_what, error) => {
  expect(lineOf({ event: "failed", error })).not.toMatch(/salary|alice|broke/i);
});

test("an error without a message still tells its place", () => {
  expect(parsed({ event: "failed", error: new Error() }).error.at[0]).toContain("log.test.ts");
});

test("lines go to stderr, and none is lost when the process exits at once", () => {
  const program = `
    import { createLog } from "./src/log.ts";
    const log = createLog({ level: "info" });
    for (let n = 0; n < 5000; n++) log.info({ event: "line", n });
    process.exit(0);
  `;
  const run = spawnSync(process.execPath, ["--input-type=module-typescript", "--eval", program], { encoding: "utf8" });

  expect(run.stdout).toBe("");
  expect(run.stderr.trimEnd().split("\n")).toHaveLength(5000);
});

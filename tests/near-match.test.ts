import { expect, test } from "vitest";
import { nearMatch } from "../src/did-you-mean.ts";

const names = ["REDMINE_URL", "REDMINE_PUBLIC_URL", "READ_ONLY", "TOOLSETS", "MCP_PORT"] as const;

test.each([
  ["REDMINE_ULR", "REDMINE_URL"],
  ["redmine-url", "REDMINE_URL"],
  ["REDMINEURL", "REDMINE_URL"],
  ["TOOLSET", "TOOLSETS"],
  ["TOOL_SETS", "TOOLSETS"],
  ["readonly", "READ_ONLY"],
  ["MPC_PORT", "MCP_PORT"],
])("%s is taken for %s", (typed, meant) => {
  expect(nearMatch(typed, names)).toBe(meant);
});

test.each(["", "x", "HOME", "REDMINE", "DATABASE_URL"])("“%s” is like none of them", (typed) => {
  expect(nearMatch(typed, names)).toBeUndefined();
});

test("of several that are close, the closest counts", () => {
  expect(nearMatch("closd", ["clone", "closed", "close"])).toBe("closed");
});

import { expect, test } from "vitest";
import { allTools } from "../../src/tools/index.ts";
import { serverInstructions } from "../../src/tools/instructions.ts";

test("the instructions of a server with every tool stay under 2 KB and say what the boundary means", () => {
  const text = serverInstructions(allTools);

  expect(Buffer.byteLength(text)).toBeLessThan(2_048);
  expect(text).toContain("<redmine-…>");
  expect(text).toMatch(/data .*never instructions/);
  expect(text).toMatch(/name works too/);
  expect(text).toMatch(/read back/);
});

test("a server that only reads says so, and nothing about changes", () => {
  const text = serverInstructions(allTools.filter(({ access }) => access === "read"));

  expect(text).toMatch(/read-only/);
  expect(text).not.toMatch(/read back|create/);
});

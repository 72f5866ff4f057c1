import { expect, test } from "vitest";
import type { z } from "zod";
import { allTools, pluginTools } from "../../src/tools/index.ts";
import { stubRedmine } from "../support/stub-redmine.ts";

// Each name may cost Redmine a request, and this server the words of a refusal: 4,500 in one map ended the process.

const many = 150;
const lists = [1, "a", "Bug", "issues", {}, null].map((each) => Array(many).fill(each));
const maps = ["a", 1, null, ["a"]].map((value) =>
  Object.fromEntries(Array.from({ length: many }, (_, at) => [`name ${at}`, value])),
);

const parameters = [...allTools, ...pluginTools].flatMap((tool) =>
  Object.entries((tool.parameters as z.ZodObject).shape).map(([name, schema]) => ({ tool: tool.name, name, schema })),
);

test("no parameter of any tool takes a hundred and fifty values in a list or a map", () => {
  expect(parameters.length).toBeGreaterThan(150);
  const takes = parameters.filter(({ schema }) =>
    [...lists, ...maps].some((value) => (schema as z.ZodType).safeParse(value).success),
  );
  expect(takes.map(({ tool, name }) => `${tool}.${name}`)).toEqual([]);
});

test("a parameter with custom fields takes fifty of them", () => {
  const withFields = parameters.filter(({ name }) => name === "custom_fields");
  expect(withFields.length).toBeGreaterThan(5);
  for (const { schema } of withFields) {
    const fields = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`name ${at}`, "x"]));
    expect((schema as z.ZodType).safeParse(fields(50)).success).toBe(true);
    expect((schema as z.ZodType).safeParse(fields(51)).error?.issues[0]?.message).toBe("give at most 50 in one call");
  }
});

test("four thousand unknown parameters are refused as five are, in little time", async () => {
  const args = Object.fromEntries(Array.from({ length: 4_500 }, (_, at) => [`name ${at}`, "x".repeat(150)]));
  const context = stubRedmine({}).context;
  for (const tool of allTools) {
    const begun = process.threadCpuUsage();
    const result = await tool.call(args, context);
    const { user, system } = process.threadCpuUsage(begun);
    expect(JSON.stringify(result)).toContain("unknown parameter name 0, name 1, name 2, name 3, name 4 (");
    expect((user + system) / 1_000).toBeLessThan(80);
  }
});

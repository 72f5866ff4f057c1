import { expect, test } from "vitest";
import { allTools } from "../../src/tools/index.ts";
import { personOf } from "../support/person.ts";
import { createTestRedmine } from "../support/test-redmine.ts";

const limited = allTools.filter(({ parameters }) => "limit" in parameters.shape);

test("some tools take a limit", () => {
  expect(limited.map(({ name }) => name)).toEqual(expect.arrayContaining(["list_issues", "list_time_entries"]));
});

test.each(limited.map((tool) => [tool.name, tool] as const))(
  "%s takes more than its most as its most",
  (_name, tool) => {
    const { limit } = tool.parameters.shape;
    expect(limit?.safeParse(100).data).toBe(100);
    expect(limit?.safeParse(5_000).data).toBe(100);
    expect(limit?.safeParse(-1).success).toBe(false);
    expect(limit?.safeParse("many").success).toBe(false);
  },
);

const ownArguments: Record<string, object> = { search_redmine: { query: "export" } };
const plain = limited.filter(({ toolset }) => toolset !== "dms"); // the sample has no such plugin

test.each(plain.map((tool) => [tool.name, tool] as const))(
  "%s says that its most was taken instead",
  async (name, tool) => {
    const alice = personOf(createTestRedmine(), "alice");
    const args = ownArguments[name] ?? {};

    const { text, isError } = await alice.call(tool, { ...args, limit: 5_000 });
    expect(isError, `${name} needs a row of ownArguments: ${text}`).toBe(false);
    expect(text).toMatch(/\nlimit is at most 100\.$/);
    expect((await alice.call(tool, { ...args, limit: 100 })).text).not.toContain("at most");
  },
);

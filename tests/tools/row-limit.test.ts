import { expect, test } from "vitest";
import { allTools } from "../../src/tools/index.ts";

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

import { describe, expect, test } from "vitest";
import { allTools } from "../../src/tools/index.ts";
import { personOf } from "../support/person.ts";
import { createTestRedmine } from "../support/test-redmine.ts";

const alice = personOf(createTestRedmine(), "alice");
const parameters = allTools.flatMap((tool) =>
  Object.keys(tool.inputSchema.properties).map((name) => [tool.name, name, tool] as const),
);
const noType = [[{}]]; // no parameter of any tool takes this

describe("a wrong value", () => {
  test.each(parameters)("of %s's %s is answered with what the parameter takes", async (_, name, tool) => {
    const { text, outcome, isError, requests } = await alice.call(tool, { [name]: noType });
    expect({ outcome, isError, requests }).toEqual({ outcome: "invalid_arguments", isError: true, requests: [] });

    const said = text.split(/: |; /).join("\n");
    const [, told = ""] = new RegExp(`(?:was not run|;|^).*?\\b${name}(?:\\.[\\w.]+)?: ([^;]+)`, "s").exec(text) ?? [];
    expect(said).toContain(name);
    expect(told).toMatch(/\b(give|expected|one of|invalid option)\b/i);
    expect(told).not.toBe("Invalid input");
  });
});

test.each(allTools.map((tool) => [tool.name, tool] as const))(
  "an unknown parameter of %s is answered with those there are",
  async (_, tool) => {
    const { text, outcome, requests } = await alice.call(tool, { nonsense: 1 });
    expect(outcome).toBe("invalid_arguments");
    expect(text).toContain(
      `unknown parameter nonsense (there are: ${Object.keys(tool.inputSchema.properties).join(", ")})`,
    );
    expect(requests).toEqual([]);
  },
);

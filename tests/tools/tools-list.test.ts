import { describe, expect, test } from "vitest";
import { allTools } from "../../src/tools/index.ts";
import { overBudget } from "../support/tools-list-size.ts";

const core = allTools.filter(({ toolset }) => toolset === "core");
const issues = core.filter(({ name }) => /issue/.test(name));

// tests/tools/listed-tools.test.ts holds the same sizes to what a client gets.
describe("what tools/list costs every conversation", () => {
  test("is at most 10,000 bytes for at most 13 tools in core", () => {
    expect(core.length).toBeLessThanOrEqual(13);
    expect(overBudget(core, 10_000)).toBeUndefined();
  });

  test("is at most 26,000 bytes for all tools", () => {
    expect(overBudget(allTools, 26_000)).toBeUndefined();
  });

  test("is at most 5,600 bytes for the five about issues", () => {
    expect(issues.map(({ name }) => name).sort()).toEqual([
      "create_issue",
      "get_issue_details",
      "list_issues",
      "search_issues",
      "update_issue",
    ]);
    expect(overBudget(issues, 5_600)).toBeUndefined();
  });
});

describe("every parameter", () => {
  /** All schemas in a schema, with where they stand. */
  function nested(schema: unknown, at: string): [string, Record<string, unknown>][] {
    if (typeof schema !== "object" || schema === null) return [];
    const { properties, items, anyOf } = schema as Record<string, unknown>;
    const inner = [
      ...Object.entries(properties ?? {}).map(([name, value]) => [`${at}.${name}`, value] as const),
      ...(items ? [[`${at}[]`, items] as const] : []),
      ...(Array.isArray(anyOf) ? anyOf.map((value) => [`${at}?`, value] as const) : []),
    ];
    return [[at, { ...schema }], ...inner.flatMap(([where, value]) => nested(value, where))];
  }
  const schemas = allTools.flatMap(({ name, inputSchema }) => nested(inputSchema, name));

  test("has one type: models' own interfaces refuse one without, or with several", () => {
    const odd = schemas.filter(([, { type, enum: choices, anyOf }]) => typeof type !== "string" && !choices && !anyOf);
    expect(odd.map(([at]) => at)).toEqual([]);
  });

  test("that takes a list declares the type of its items", () => {
    expect(schemas.filter(([, { type, items }]) => type === "array" && !items).map(([at]) => at)).toEqual([]);
  });
});

describe("every tool", () => {
  test.each(allTools.map((tool) => [tool.name, tool] as const))(
    "%s has a short name, a title and a description",
    (_, tool) => {
      expect(tool.name).toMatch(/^[a-z_]{3,64}$/);
      expect(tool.title).toMatch(/^[A-Z].{3,50}$/);
      expect(Buffer.byteLength(tool.description)).toBeLessThan(2_048);
    },
  );

  test("has a name of its own", () => {
    expect(new Set(allTools.map(({ name }) => name)).size).toBe(allTools.length);
  });
});

describe("the parameters that people and tests rely on", () => {
  const parameters = (name: string) => allTools.find((tool) => tool.name === name)?.inputSchema;

  test("are there, with those required that the contract requires", () => {
    expect(parameters("get_issue_details")?.required).toEqual(["issue_id"]);
    expect(parameters("search_issues")?.required).toEqual(["query"]);
    expect(Object.keys(parameters("search_issues")?.properties ?? {})).toEqual(
      expect.arrayContaining(["query", "project_id", "open_issues_only"]),
    );
    expect(parameters("create_issue")?.required).toEqual(["project_id", "tracker_id", "subject"]);
    expect(Object.keys(parameters("create_issue")?.properties ?? {})).toEqual(
      expect.arrayContaining(["project_id", "tracker_id", "subject", "description", "priority_id"]),
    );
    expect(parameters("update_issue")?.required).toEqual(["issue_id"]);
    expect(Object.keys(parameters("update_issue")?.properties ?? {})).toEqual(
      expect.arrayContaining(["issue_id", "notes", "status_id", "assignee_id"]),
    );
  });
});

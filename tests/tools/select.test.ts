import { describe, expect, test } from "vitest";
import { z } from "zod";
import { redmineScopesOf, selectTools } from "../../src/tools/select.ts";
import { type Access, defineTool, type Tool, type Toolset } from "../../src/tools/tool.ts";

function tool(name: string, access: Access, toolset: Toolset, scopes: string[], extraScopes: string[] = []): Tool {
  const input = z.object({});
  return defineTool({
    name,
    title: name,
    description: name,
    access,
    toolset,
    scopes,
    extraScopes,
    parameters: input,
    execute: async () => "",
  });
}

const tools = [
  tool("read", "read", "core", ["view_issues"], ["view_time_entries"]),
  tool("write", "write", "core", ["view_issues", "add_issues"], ["manage_subtasks"]),
  tool("remove", "destructive", "delete", ["delete_issues"]),
];
const names = (selected: readonly Tool[]) => selected.map(({ name }) => name);
const everything = { toolsets: ["core", "delete"], readOnly: false, redmineScopes: undefined } as const;

describe("the tools of a server", () => {
  test("are those of its toolsets", () => {
    expect(names(selectTools(everything, tools))).toEqual(["read", "write", "remove"]);
    expect(names(selectTools({ ...everything, toolsets: ["core"] }, tools))).toEqual(["read", "write"]);
  });

  test("only read when READ_ONLY is set", () => {
    expect(names(selectTools({ ...everything, readOnly: true }, tools))).toEqual(["read"]);
  });

  test("leave out what REDMINE_SCOPES could never let work, not what it only narrows", () => {
    const redmineScopes = new Set(["view_issues", "delete_issues"]);
    expect(names(selectTools({ ...everything, redmineScopes }, tools))).toEqual(["read", "remove"]);
  });
});

describe("the permissions to ask Redmine for", () => {
  test("are sorted, without doubles, and for reading only those of the tools that read", () => {
    expect(redmineScopesOf(tools, "read")).toEqual(["view_issues", "view_time_entries"]);
    expect(redmineScopesOf(tools, "write")).toEqual([
      "add_issues",
      "delete_issues",
      "manage_subtasks",
      "view_issues",
      "view_time_entries",
    ]);
  });

  test("never go beyond REDMINE_SCOPES", () => {
    expect(redmineScopesOf(tools, "write", new Set(["view_issues", "admin"]))).toEqual(["view_issues"]);
  });
});

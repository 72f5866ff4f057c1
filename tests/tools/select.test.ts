import { describe, expect, test } from "vitest";
import { z } from "zod";
import { allPrompts } from "../../src/tools/index.ts";
import { allResources } from "../../src/tools/resources.ts";
import { isOfferable, redmineScopesOf, selectTools, unknownTool } from "../../src/tools/select.ts";
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
    const redmineScopes = ["view_issues", "delete_issues"];
    expect(names(selectTools({ ...everything, redmineScopes }, tools))).toEqual(["read", "remove"]);
  });
});

describe("single tools", () => {
  test("are taken out by TOOLS_DENY", () => {
    expect(names(selectTools({ ...everything, toolsDeny: ["write"] }, tools))).toEqual(["read", "remove"]);
  });

  test("are all there is with TOOLS_ALLOW, whatever their toolsets, unless READ_ONLY or the scopes forbid them", () => {
    const one = { ...everything, toolsets: ["core"] as const, toolsAllow: ["remove", "read"] };
    expect(names(selectTools(one, tools))).toEqual(["read", "remove"]);
    expect(names(selectTools({ ...one, readOnly: true }, tools))).toEqual(["read"]);
    expect(names(selectTools({ ...one, redmineScopes: ["view_issues"] }, tools))).toEqual(["read"]);
  });

  test("that are in both lists are denied", () => {
    const both = { ...everything, toolsAllow: ["read", "write"], toolsDeny: ["read"] };
    expect(names(selectTools(both, tools))).toEqual(["write"]);
  });

  test("that are denied are not readable as a resource or through a prompt either", () => {
    const offered = (selection: object) => [
      ...allResources.filter((each) => isOfferable(each, selection)).map(({ uri }) => uri),
      ...allPrompts.filter((each) => isOfferable(each, selection)).map(({ name }) => name),
    ];
    const denied = offered({ toolsDeny: ["get_issue_details"] });
    expect(denied).not.toContain("redmine://issues/{id}");
    expect(denied).not.toContain("summarize_ticket");
    expect(denied).toContain("redmine://projects/{id}");

    const allowed = offered({ toolsAllow: ["get_issue_details"] });
    expect(allowed).toContain("redmine://issues/{id}");
    expect(allowed).toContain("redmine://trackers");
    expect(allowed).not.toContain("redmine://wiki/{project}/{title}");
    expect(allowed).not.toContain("weekly_report");
  });

  test("that every prompt reads are tools that there are", () => {
    expect(allPrompts.map(({ reads }) => unknownTool(reads))).toEqual(allPrompts.map(() => undefined));
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

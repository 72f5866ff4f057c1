import { describe, expect, test } from "vitest";
import { load, needed, refusal } from "../support/settings.ts";
import { startWorld } from "../support/world.ts";

const withRules = (text: string) => ({
  env: { ...needed, INSTRUCTIONS_FILE: "rules.md" },
  files: { "rules.md": text },
});

describe("INSTRUCTIONS_FILE", () => {
  test("is read at the start", () => {
    expect(load(withRules("\nAnswer in German.\n")).instructions).toBe("Answer in German.");
    expect(load().instructions).toBeUndefined();
  });

  test.each([
    [
      "that is missing",
      { env: { ...needed, INSTRUCTIONS_FILE: "rules.md" } },
      "“rules.md”, which cannot be read (ENOENT)",
    ],
    ["that is empty", withRules(" \n"), "which is empty"],
    ["that is too long", withRules("x".repeat(4_001)), "which has 4001 characters"],
    ["that is no text", withRules("\0\u0001"), "which is not a text in UTF-8"],
  ])("%s stops the start with one line", (_, settings, words) => {
    const message = refusal(settings);
    expect(message).toContain(words);
    expect(message).toMatch(/^INSTRUCTIONS_FILE .*at most|^INSTRUCTIONS_FILE .*4,000 characters$/);
    expect(message).not.toContain("\n");
  });
});

describe("TOOLS_ALLOW and TOOLS_DENY", () => {
  test("are lists of names", () => {
    const config = load({ env: { ...needed, TOOLS_ALLOW: "get_project, list_issues", TOOLS_DENY: "list_issues" } });
    expect([config.toolsAllow, config.toolsDeny]).toEqual([["get_project", "list_issues"], ["list_issues"]]);
    expect(refusal({ env: { ...needed, TOOLS_DENY: "get-project" } })).toContain("is not the name of a tool");
  });

  test.each(["TOOLS_ALLOW", "TOOLS_DENY"])("an unknown name in %s stops the start with one line", async (setting) => {
    await expect(startWorld({ settings: { [setting]: "list_issues,get_isue_details" } })).rejects.toThrow(
      `${setting} names “get_isue_details”, which is no tool (did you mean get_issue_details?): correct it or take it out`,
    );
  });
});

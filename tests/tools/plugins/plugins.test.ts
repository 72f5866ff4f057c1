import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { pluginToolsets } from "../../../src/config/toolsets.ts";
import { toolsetList } from "../../../src/config/values.ts";
import { pluginTools } from "../../../src/tools/index.ts";
import { getIssueDetails } from "../../../src/tools/issues/get-issue-details.ts";
import { listSprints, setAgile } from "../../../src/tools/plugins/agile.ts";
import { deleteChecklistItem, saveChecklistItem } from "../../../src/tools/plugins/checklists.ts";
import { getDmsFile, listDmsFiles, saveDmsFile } from "../../../src/tools/plugins/dms.ts";
import { redmineScopesOf, selectTools } from "../../../src/tools/select.ts";
import type { Tool, Toolset } from "../../../src/tools/tool.ts";
import { redmineWithPlugins } from "../../support/plugins/plugin-redmine.ts";

type Plugged = ReturnType<typeof redmineWithPlugins>;
const call = async (redmine: Plugged, tool: Tool, args: object) => {
  const { text, isError } = await tool.call(args, redmine.context);
  return { text: text.replace(/redmine-\w+/g, "redmine"), isError };
};
const writes = ({ requests }: Plugged) => requests.filter((request) => !request.startsWith("GET"));

describe("toolsets for plugins", () => {
  test("are never in all, and are added to it where they are named", () => {
    expect(toolsetList.parse("all")).not.toContain("checklists");
    expect(toolsetList.parse("all,checklists")).toContain("checklists");
    const names = (toolsets: readonly Toolset[], readOnly = false) =>
      selectTools({ toolsets, readOnly }).map(({ name }) => name);
    for (const { name } of pluginTools) expect(names(toolsetList.parse("all"))).not.toContain(name);
    expect(names(pluginToolsets)).toEqual(pluginTools.map(({ name }) => name));
    expect(names(["checklists", "agile", "dms"], true)).toEqual(["list_sprints", "list_dms_files", "get_dms_file"]);
  });
});

describe("docs/plugins.md", () => {
  const rows = readFileSync("docs/plugins.md", "utf8").split("\n");

  test.each(pluginToolsets)("names the permissions that %s adds", (toolset) => {
    const scopes = (toolsets: readonly Toolset[]) =>
      redmineScopesOf(selectTools({ toolsets, readOnly: false }), "write");
    const added = scopes(["core", toolset]).filter((scope) => !scopes(["core"]).includes(scope));
    const cell =
      rows
        .find((row) => row.startsWith(`| \`${toolset}\``))
        ?.split("|")
        .at(-2) ?? "";
    expect([...cell.matchAll(/`(\w+)`/g)].map(([, scope]) => scope).sort()).toEqual(added);
  });
});

describe("checklists", () => {
  test("are shown with the issue where the toolset is on, and only then", async () => {
    const redmine = redmineWithPlugins();
    const off = await call(redmine, getIssueDetails, { issue_id: 61 });
    expect(off.text).not.toContain("Checklist");
    const settings = { ...redmine.context.settings, toolsets: ["checklists", "agile"] as const };
    const { text } = await getIssueDetails.call({ issue_id: 61 }, { ...redmine.context, settings });
    expect(text).toContain(
      "Checklist: 1 of 2 done\n- [x] item 1: Measure with heap dump\n- [ ] item 2: Bisect the release\nStory points: 5\n",
    );
  });

  test("an item is added, ticked and deleted", async () => {
    const redmine = redmineWithPlugins();
    expect(await call(redmine, saveChecklistItem, { issue_id: 61, subject: "Write the fix" })).toEqual({
      isError: false,
      text: "Checklist item 4 of issue #61 was created.\n<redmine>\n[ ] 4 Write the fix\n</redmine>",
    });
    expect((await call(redmine, saveChecklistItem, { item_id: 4, done: true })).text).toBe(
      "Checklist item 4 of issue #61 was changed.\n<redmine>\n[x] 4 Write the fix\nDone: No → Yes\n</redmine>",
    );
    expect((await call(redmine, deleteChecklistItem, { item_id: 4 })).text).toMatch(
      /^Delete checklist item 4 of issue #61\?/,
    );
    expect((await call(redmine, deleteChecklistItem, { item_id: 4, confirm: "Write the fix" })).text).toBe(
      "Deleted: checklist item 4 of issue #61.",
    );
    expect(redmine.items.map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  test("a change that the plugin ignores is reported", async () => {
    const redmine = redmineWithPlugins();
    redmine.switches.ignoresWrites = true;
    const { text, isError } = await call(redmine, saveChecklistItem, { item_id: 2, done: true });
    expect([isError, text]).toEqual([true, expect.stringContaining("NOT changed: Done is No, not Yes")]);
  });

  test("of an issue that the person may not see nothing is shown or changed, whatever the plugin allows", async () => {
    const redmine = redmineWithPlugins();
    const answers = [
      await call(redmine, saveChecklistItem, { item_id: 3, done: true }),
      await call(redmine, deleteChecklistItem, { item_id: 3, confirm: "Rotate the credentials" }),
      await call(redmine, saveChecklistItem, { issue_id: 66, subject: "x" }),
    ];
    for (const { text, isError } of answers) {
      expect(isError).toBe(true);
      expect(text).not.toContain("Rotate");
    }
    expect(writes(redmine)).toEqual([]);
  });

  test.each([
    [{}, "Give issue_id for a new item, or item_id"],
    [{ issue_id: 61, item_id: 1, subject: "x" }, "Give issue_id for a new item, or item_id"],
    [{ issue_id: 61, done: true }, "A new item needs subject"],
    [{ item_id: 1 }, "There is nothing to save"],
  ])("%j is refused", async (args, reason) => {
    const redmine = redmineWithPlugins();
    expect((await call(redmine, saveChecklistItem, args)).text).toContain(reason);
    expect(redmine.requests).toEqual([]);
  });
});

describe("agile", () => {
  test("sprints are listed, and one with its issues", async () => {
    const redmine = redmineWithPlugins();
    expect((await call(redmine, listSprints, { project_id: "alpha" })).text).toContain(
      "- 7: Sprint 7 (2026-11-01 to 2026-11-14)",
    );
    expect((await call(redmine, listSprints, { project_id: "alpha", sprint_id: "sprint 7" })).text).toContain(
      "Story points: 12\nDone: 40%\n#61 Memory grows",
    );
  });

  test("points and sprint are set with the row's id, so that no refusal deletes the row", async () => {
    const redmine = redmineWithPlugins();
    const { text } = await call(redmine, setAgile, { issue_id: 61, story_points: 8, sprint_id: "Sprint 7" });
    expect(text).toContain("Story points: 5 → 8\nSprint: none → 7");
    expect(redmine.agile()).toEqual({ id: 6, story_points: 8, agile_sprint_id: 7 });
    expect((await call(redmine, setAgile, { issue_id: 61, story_points: null })).text).toContain(
      "Story points: 8 → none",
    );
  });

  test("where the plugin does not tell the row, nothing is sent", async () => {
    const redmine = redmineWithPlugins();
    const get: typeof redmine.context.redmine.get = (at, schema, options) =>
      redmine.context.redmine.get(at.endsWith("agile_data.json") ? (`${at}x` as typeof at) : at, schema, options);
    const context = { ...redmine.context, redmine: { ...redmine.context.redmine, get } };
    const { text, isError } = await setAgile.call({ issue_id: 61, story_points: 8 }, context);
    expect([isError, text]).toEqual([true, expect.stringContaining("a change could delete it. Nothing was changed.")]);
    expect(writes(redmine)).toEqual([]);
  });
});

describe("documents", () => {
  test("are listed by folder, with a way to the rest", async () => {
    const redmine = redmineWithPlugins();
    const { text } = await call(redmine, listDmsFiles, { project_id: "alpha", folder_id: 1, limit: 1 });
    expect(text).toBe("30 here. More: offset 1.\n<redmine>\nFolder: Specs\n- file 6: Guide (guide.md)\n</redmine>");
    expect(redmine.requests.at(-1)).toBe("GET /projects/1/dmsf.json?folder_id=1&limit=1&offset=0");
  });

  test("are read as files, not as the plugin's page", async () => {
    const { text, isError } = await call(redmineWithPlugins(), getDmsFile, { file_id: 6 });
    expect(isError).toBe(false);
    expect(text).toContain("Guide; versions: 1.5 (2026-11-26, user 5)\nguide.md (text/markdown, 7 bytes");
    expect(text).toContain("Text:\n# Guide\n");
  });

  test("are saved, and a file that did not arrive is reported", async () => {
    const redmine = redmineWithPlugins();
    const args = { project_id: "alpha", folder_id: 1, filename: "guide.md", text: "# New" };
    expect((await call(redmine, saveDmsFile, args)).text).toBe(
      "Saved as document 6, version 2.\n<redmine>\nGuide (guide.md)\n</redmine>",
    );
    redmine.switches.ignoresWrites = true;
    expect((await call(redmine, saveDmsFile, args)).text).toContain(
      "Redmine has 0 bytes, not the 5 bytes that were sent.",
    );
  });
});

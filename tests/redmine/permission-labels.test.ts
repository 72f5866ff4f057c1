import { describe, expect, test } from "vitest";
import { checkboxesOf } from "../../src/redmine/permission-labels.ts";
import { defaultScopes, permissions } from "../../src/sample-redmine/access/permission-list.ts";
import { allTools } from "../../src/tools/index.ts";
import { redmineScopesOf } from "../../src/tools/select.ts";

describe("the checkboxes of Redmine's form", () => {
  test("are known for every permission of Redmine 6.1", () => {
    const groups = checkboxesOf(permissions.keys());
    expect(groups.map(({ title }) => title)).not.toContain("Of a plugin");
    expect(groups.flatMap(({ boxes }) => boxes.map(({ name }) => name)).sort()).toEqual([...permissions.keys()].sort());
  });

  test("are told for all that our tools can ask for", () => {
    expect(checkboxesOf(redmineScopesOf(allTools, "write")).map(({ title }) => title)).not.toContain("Of a plugin");
  });

  test("that everybody has are ticked by themselves", () => {
    const fixed = checkboxesOf(permissions.keys()).flatMap(({ boxes }) => boxes.filter((box) => box.fixed));
    expect(fixed.map(({ name }) => name)).toEqual(defaultScopes);
  });

  test("are known for the one that Redmine 7.0 adds, last of its group", () => {
    expect(checkboxesOf(["use_webhooks", "save_queries"])).toEqual([
      {
        title: "Project",
        boxes: [
          { name: "save_queries", label: "Save queries", fixed: false },
          { name: "use_webhooks", label: "Use webhooks", fixed: false },
        ],
      },
    ]);
  });

  test("come in the form's order, a plugin's last and by name", () => {
    expect(checkboxesOf(["use_crystal_ball", "view_wiki_pages", "view_issues"])).toEqual([
      { title: "Issue tracking", boxes: [{ name: "view_issues", label: "View Issues", fixed: false }] },
      { title: "Wiki", boxes: [{ name: "view_wiki_pages", label: "View wiki", fixed: false }] },
      { title: "Of a plugin", boxes: [{ name: "use_crystal_ball", label: "use_crystal_ball", fixed: false }] },
    ]);
  });
});

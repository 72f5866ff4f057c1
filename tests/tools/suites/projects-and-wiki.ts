import { describe, expect, test } from "vitest";
import { setProjectStatus } from "../../../src/tools/projects/project-status.ts";
import { createProject, updateProject } from "../../../src/tools/projects/save-project.ts";
import { renameWikiPage } from "../../../src/tools/wiki/rename-wiki-page.ts";
import { callsTo, type Redmine } from "../../support/seeded-redmine.ts";
import { numberIn } from "./number-in.ts";

/** Projects created, changed, closed; wiki pages renamed. */
export function projectsAndWiki(redmine: Redmine): void {
  const { said, refusal } = callsTo(redmine);

  describe("a project", () => {
    const fields = {
      name: "New One",
      identifier: "new-one",
      parent: "alpha",
      is_public: false,
      modules: ["Issue tracking", "wiki", "forums"],
      trackers: ["bug"],
      custom_fields: { "cost centre": "CC-9" },
    };

    test("is created, changed, closed and opened again", async () => {
      const made = await said("alice", createProject, fields);
      const id = numberIn(made, /^Project (\d+) was created\.\n<redmine>\nNew One \(new-one, in Alpha, not public\)\n/);
      expect(made).toContain("Modules: issue_tracking, wiki, boards\nTrackers: Bug\n");
      const at = `/projects/${id}.json`;
      try {
        expect(await redmine().ask(at)).toMatchObject({
          project: { parent: { id: 1 }, is_public: false, custom_fields: [{ value: "CC-9" }] },
        });

        const change = {
          project_id: "New One",
          name: "Newer",
          parent: "",
          trackers: ["Bug", "Feature"],
          description: "x",
        };
        expect(await said("alice", updateProject, change)).toMatch(
          /^Project \d+ was changed\.\n<redmine>\nNewer \(new-one, not public\)\n/,
        );
        const after = await redmine().ask(`${at}?include=trackers`);
        expect(after).toMatchObject({ project: { name: "Newer", description: "x", trackers: [{ id: 1 }, { id: 2 }] } });
        expect(after).not.toHaveProperty("project.parent");

        const closed = { project_id: "new-one", status: "closed" };
        expect(await said("alice", setProjectStatus, closed)).toContain(
          `Project ${id} is closed, with its subprojects`,
        );
        expect(await redmine().ask(at)).toMatchObject({ project: { status: 5 } });
        expect(await said("alice", setProjectStatus, { ...closed, status: "open" })).toBe(`Project ${id} is open.`);
        expect(await redmine().ask(at)).toMatchObject({ project: { status: 1 } });
      } finally {
        await redmine().remove(at);
      }
    });

    test("is refused with a reason", async () => {
      const more = { name: "More", identifier: "more" };
      expect(await refusal("bob", createProject, more)).toContain("Redmine does not let this user");
      expect(await refusal("alice", createProject, { ...more, identifier: "alpha" })).toContain("already been taken");
      expect(await refusal("alice", createProject, { ...more, identifier: "No Good" })).toContain(
        "identifier: 1 to 100 of a-z",
      );
      expect(await refusal("alice", createProject, { ...more, trackers: ["Bag"] })).toContain(
        "There is no tracker “Bag”",
      );
      expect(await refusal("alice", createProject, { ...more, custom_fields: { Nope: 1 } })).toContain("Cost centre");
      expect(await refusal("bob", updateProject, { project_id: 1, name: "Mine" })).toContain(
        "Redmine does not let this user",
      );
      expect(await refusal("alice", updateProject, { project_id: 1 })).toContain("nothing to change");
      expect(await refusal("bob", setProjectStatus, { project_id: 1, status: "closed" })).toContain(
        "Redmine does not let this user",
      );
      expect(await refusal("alice", setProjectStatus, { project_id: 4, status: "archived" })).toContain(
        "Redmine does not let this user",
      );
    });
  });

  describe("a wiki page", () => {
    test("is renamed and keeps its version", async () => {
      const rename = { project_id: "alpha", title: "troubleshooting", new_title: "When it breaks" };
      expect(await said("alice", renameWikiPage, rename)).toBe(
        "The page is When_it_breaks now, version 1. Troubleshooting leads there.",
      );
      expect(await redmine().ask("/projects/alpha/wiki/When_it_breaks.json")).toMatchObject({
        wiki_page: { title: "When_it_breaks", version: 1 },
      });
      const back = { project_id: "alpha", title: "When it breaks", new_title: "Troubleshooting", redirect: false };
      expect(await said("alice", renameWikiPage, back)).toContain("Links to When_it_breaks lead nowhere now.");
      expect(await said("alice", renameWikiPage, { ...rename, new_title: "troubleshooting" })).toContain("already");
    });

    test("is not renamed over another, nor by who may not", async () => {
      const guide = { project_id: "alpha", title: "Guide" };
      expect(await refusal("alice", renameWikiPage, { ...guide, new_title: "wiki" })).toContain(
        "another page called Wiki",
      );
      expect(await refusal("bob", renameWikiPage, { ...guide, new_title: "Mine" })).toContain(
        "Redmine does not let this user",
      );
      expect(await refusal("alice", renameWikiPage, { ...guide, new_title: "a/b" })).toContain("The title has a “/”");
      expect(await refusal("alice", renameWikiPage, { ...guide, title: "Giude", new_title: "X" })).toContain(
        "There is no wiki page “Giude”",
      );
    });
  });
}

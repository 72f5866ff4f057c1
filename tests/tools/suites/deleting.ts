import { describe, expect, test, vi } from "vitest";
import { deleteCategory } from "../../../src/tools/categories.ts";
import { deleteAttachment } from "../../../src/tools/files/attachments.ts";
import { uploadFile } from "../../../src/tools/files/upload-file.ts";
import { deleteIssue } from "../../../src/tools/issues/delete-issue.ts";
import { deleteNote } from "../../../src/tools/issues/notes.ts";
import { updateIssue } from "../../../src/tools/issues/update-issue.ts";
import { deleteMembership } from "../../../src/tools/members.ts";
import { deleteNews, saveNews } from "../../../src/tools/news.ts";
import { deleteProject } from "../../../src/tools/projects/project-status.ts";
import { deleteRelation } from "../../../src/tools/relations.ts";
import { deleteTimeEntry } from "../../../src/tools/time/update-time-entry.ts";
import type { Tool } from "../../../src/tools/tool.ts";
import { deleteVersion } from "../../../src/tools/versions.ts";
import { deleteWikiPage } from "../../../src/tools/wiki/rename-wiki-page.ts";
import { saveWikiPage } from "../../../src/tools/wiki/save-wiki-page.ts";
import { callsTo, type Redmine } from "../../support/seeded-redmine.ts";
import { numberIn } from "./number-in.ts";

/** Each deletion: what it would take is said first, a wrong answer does nothing, the right one does it. */
export function deleting(redmine: Redmine): void {
  const { said, refusal, call } = callsTo(redmine);

  /** Asks, declines, lets the reporter fail, then deletes; gives the question and what was said at the end. */
  async function deleted(
    tool: Tool,
    args: object,
    at: string,
    { inBackground = false } = {},
  ): Promise<{ question: string; end: string }> {
    const question = await refusal("alice", tool, args);
    const [, quoted = ""] = /call again with confirm: (".*")\.$/.exec(question) ?? [];
    const confirm = JSON.parse(quoted);
    expect(question).toContain("Nothing was done yet. Ask the user");
    expect(await refusal("alice", tool, { ...args, confirm: `not ${confirm}` })).toContain(
      "confirm does not hold the name.",
    );
    expect((await call("bob", tool, { ...args, confirm })).isError).toBe(true);
    await redmine().ask(at); // throws when it is gone

    const end = await said("alice", tool, { ...args, confirm });
    const gone = () => expect(redmine().ask(at)).rejects.toThrow(/404|403/);
    await (inBackground ? vi.waitFor(gone, 20_000) : gone());
    return { question, end };
  }

  describe("deleting", () => {
    const issue = (subject: string, more: object = {}) =>
      redmine().create("/issues.json", { issue: { project_id: 1, tracker_id: 2, subject, ...more } });

    test("an issue tells its subtasks, time, relations, files and history", async () => {
      const id = await issue("Doomed");
      const child = await issue("Child", { parent_issue_id: id });
      const grandchild = await issue("Grandchild", { parent_issue_id: child });
      for (const on of [id, grandchild]) {
        await redmine().create("/time_entries.json", { time_entry: { issue_id: on, hours: 1.5, activity_id: 8 } });
      }
      await redmine().create(`/issues/${id}/relations.json`, {
        relation: { issue_to_id: 30, relation_type: "relates" },
      });
      await said("alice", uploadFile, { filename: "f.txt", text: "x", issue_id: id, note: "look" });

      const { question, end } = await deleted(deleteIssue, { issue_id: id }, `/issues/${id}.json`);
      expect(question).toMatch(
        new RegExp(
          `^Delete issue #${id}\\? With it go, for good: 2 subtasks \\(#${child}, #${grandchild}\\), 2 time entries \\(3 h\\), \\d+ entries of its history, 1 attachment, 1 relation\\. What hangs on the subtasks goes too\\.\n<redmine>\n#${id} Doomed\n</redmine>\nNothing`,
        ),
      );
      expect(end).toBe(`Deleted: issue #${id}. It went with 2 subtasks.`);
      await expect(redmine().ask(`/issues/${grandchild}.json`)).rejects.toThrow("404");
    });

    test("an issue that one does not see, or that is not there, is refused", async () => {
      expect(await refusal("bob", deleteIssue, { issue_id: 68 })).toContain("with issue #68");
      expect(await refusal("alice", deleteIssue, { issue_id: 99_999, confirm: "x" })).toContain("no issue #99999");
    });

    test("a note empties it and leaves the rest of the history", async () => {
      const id = await issue("With a note");
      await said("bob", updateIssue, { issue_id: id, notes: "Wrong place" });
      const note = { issue_id: id, note: 1 };
      const question = await refusal("alice", deleteNote, note);
      expect(question).toContain(
        `Delete note 1 of issue #${id}? Nothing else goes with it.\n<redmine>\n#${id}-1 by Bob Baker\nWrong place\n</redmine>`,
      );
      const confirm = `#${id}-1 by Bob Baker`;
      expect(await refusal("bob", deleteNote, { ...note, confirm })).toContain("Redmine does not let this user");
      expect(await said("alice", deleteNote, { ...note, confirm })).toBe(`Deleted: note 1 of issue #${id}.`);
      expect(JSON.stringify(await redmine().ask(`/issues/${id}.json?include=journals`))).not.toContain("Wrong place");
      expect(await refusal("alice", deleteNote, { ...note, note: 7 })).toContain("There is no note 7");
      await redmine().remove(`/issues/${id}.json`);
    });

    test("a relation leaves both issues", async () => {
      const relation = { issue_to_id: 32, relation_type: "blocks" };
      const id = await redmine().create("/issues/31/relations.json", { relation });
      const { question, end } = await deleted(deleteRelation, { issue_id: 32, other_id: 31 }, `/relations/${id}.json`);
      expect(question).toContain(`Delete relation ${id}? Nothing else goes with it. Both issues stay.`);
      expect(end).toBe("Deleted: #32 blocked by #31.");
      expect(await refusal("alice", deleteRelation, { issue_id: 32, other_id: 31 })).toContain("There is no relation");
    });

    test("a file, by its number", async () => {
      const made = await said("alice", uploadFile, { filename: "gone.txt", text: "x", issue_id: 33 });
      const id = numberIn(made, /attachment (\d+)/);
      const { question } = await deleted(deleteAttachment, { attachment_id: id }, `/attachments/${id}.json`);
      expect(question).toMatch(/\? Nothing else goes with it\.\n<redmine>\ngone\.txt\n/);
      expect(await refusal("alice", deleteAttachment, { attachment_id: id })).toContain(`no attachment ${id}`);
    });

    test("a time entry", async () => {
      const time_entry = { issue_id: 2, hours: 1, activity_id: 8, spent_on: "2026-02-03", user_id: 5 };
      const id = await redmine().create("/time_entries.json", { time_entry });
      const { question, end } = await deleted(deleteTimeEntry, { time_entry_id: id }, `/time_entries/${id}.json`);
      expect(question).toContain("\n1 h, 2026-02-03, Alice Archer, #2\n");
      expect(end).toBe(`Deleted: time entry ${id}.`);
    });

    test("a wiki page tells its versions and the pages below it, which stay", async () => {
      const page = { project_id: "alpha", title: "Doomed page" };
      await said("alice", saveWikiPage, { ...page, text: "one" });
      await said("alice", saveWikiPage, { ...page, text: "two", version: 1 });
      await said("alice", saveWikiPage, { project_id: "alpha", title: "Orphan", text: "x", parent: "Doomed page" });
      const { question } = await deleted(deleteWikiPage, page, "/projects/alpha/wiki/Doomed_page.json");
      expect(question).toContain("With it go, for good: 2 versions. 1 page directly below it stays, without a parent.");
      expect(await redmine().ask("/projects/alpha/wiki/Orphan.json")).not.toHaveProperty("wiki_page.parent");
      await redmine().remove("/projects/alpha/wiki/Orphan.json");
    });

    test("a version, unless issues belong to it", async () => {
      const id = await redmine().create("/projects/1/versions.json", { version: { name: "9.9" } });
      const { end } = await deleted(deleteVersion, { project_id: "alpha", version: "9.9" }, `/versions/${id}.json`);
      expect(end).toBe(`Deleted: version ${id}.`);
      const used = { project_id: "alpha", version: "1.1", confirm: "1.1" };
      expect(await refusal("alice", deleteVersion, used)).toContain("Redmine keeps version 2: 20 issues belong to it.");
    });

    test("a category tells how many issues lose it, and may give them another", async () => {
      const id = await redmine().create("/projects/1/issue_categories.json", { issue_category: { name: "Doomed" } });
      const used = await issue("Sorted", { category_id: id });
      const args = { project_id: "alpha", category: "doomed", reassign_to: "Docs" };
      const { question } = await deleted(deleteCategory, args, `/issue_categories/${id}.json`);
      expect(question).toContain("Nothing else goes with it. 1 issue moves to category 3.");
      expect(await redmine().ask(`/issues/${used}.json`)).toMatchObject({ issue: { category: { name: "Docs" } } });
      expect(await refusal("alice", deleteCategory, { ...args, category: 3 })).toContain("the category itself");
      await redmine().remove(`/issues/${used}.json`);
    });

    test("a membership, unless a group gives it", async () => {
      const membership = { user_id: 7, role_ids: [5] };
      const id = await redmine().create("/projects/1/memberships.json", { membership });
      const args = { project_id: "alpha", member: "Carol Chen" };
      const { question } = await deleted(deleteMembership, args, `/memberships/${id}.json`);
      expect(question).toContain("With it go, for good: 1 role.");
      expect(await refusal("alice", deleteMembership, { ...args, member: "Dan Duarte" })).toContain(
        "come from a group",
      );
      expect(await refusal("alice", deleteMembership, args)).toContain("Nobody of this name");
    });

    test("news", async () => {
      const made = await said("alice", saveNews, { project_id: "alpha", title: "Doomed news", text: "x" });
      const id = numberIn(made, /^News (\d+)/);
      const { end } = await deleted(deleteNews, { news_id: id }, `/news/${id}.json`);
      expect(end).toBe(`Deleted: news ${id}.`);
    });

    test("a project tells how much is in it; one with subprojects stays", async () => {
      const project = { name: "Doomed", identifier: "doomed", is_public: false };
      const id = await redmine().create("/projects.json", { project });
      const sub = { name: "Below", identifier: "below", parent_id: id };
      const below = await redmine().create("/projects.json", { project: sub });
      for (const each of [id, below]) {
        const membership = { user_id: 5, role_ids: [3] };
        await redmine().create(`/projects/${each}/memberships.json`, { membership });
        await redmine().create("/issues.json", { issue: { project_id: each, tracker_id: 2, subject: "In it" } });
      }

      expect(await refusal("alice", deleteProject, { project_id: "doomed" })).toBe(
        "Only a Redmine administrator can delete a project that has subprojects. Nothing was deleted. Below it: below.",
      );
      for (const [identifier, number] of Object.entries({ below, doomed: id })) {
        const at = `/projects/${number}.json`;
        const { question, end } = await deleted(deleteProject, { project_id: identifier }, at, { inBackground: true });
        expect(question).toContain("With it go, for good: 1 issue, its wiki, files, versions and members.");
        expect(end).toMatch(
          new RegExp(`^(Deleted: project ${identifier}\\.|Redmine is deleting project ${identifier} in)`),
        );
      }
    });
  });
}

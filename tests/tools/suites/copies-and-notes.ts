import { describe, expect, test } from "vitest";
import { updateAttachment } from "../../../src/tools/files/attachments.ts";
import { uploadFile } from "../../../src/tools/files/upload-file.ts";
import { copyIssue } from "../../../src/tools/issues/copy-issue.ts";
import { updateNote } from "../../../src/tools/issues/notes.ts";
import { updateIssue } from "../../../src/tools/issues/update-issue.ts";
import { callsTo, type Redmine } from "../../support/seeded-redmine.ts";
import { numberIn } from "./number-in.ts";

/** Copies of issues, changes of notes, names of files. */
export function copiesAndNotes(redmine: Redmine): void {
  const { said, refusal } = callsTo(redmine);
  const issue = (subject: string, more: object = {}) =>
    redmine().create("/issues.json", { issue: { project_id: 1, tracker_id: 2, subject, ...more } });

  describe("copying an issue", () => {
    test("takes fields, files, subtasks and watchers along, and says what did not come", async () => {
      const id = await issue("Original", { description: "Long story", estimated_hours: 3, watcher_user_ids: [5, 6] });
      const child = await issue("Below", { parent_issue_id: id });
      await issue("Deeper", { parent_issue_id: child });
      await said("alice", uploadFile, { filename: "f.txt", text: "x", issue_id: id });

      const all = { issue_id: id, subtasks: true, watchers: true, fields: { subject: "Copy", assignee_id: "me" } };
      const told = await said("alice", copyIssue, all);
      const copy = numberIn(told, /to #(\d+)/);
      expect(told).toContain(`Copied issue #${id} to #${copy}: `);
      expect(told).toContain("With its 2 subtasks.\nWith its 1 files.\nWith its 2 other watchers.");
      expect(told).not.toContain("NOT");
      expect(told).toContain("Subject: “Original” → “Copy”");
      expect(await redmine().ask(`/issues/${copy}.json?include=attachments,relations,children`)).toMatchObject({
        issue: {
          subject: "Copy",
          description: "Long story",
          assigned_to: { id: 5 },
          author: { id: 5 },
          attachments: [{ filename: "f.txt" }],
          relations: [{ issue_id: id, issue_to_id: copy, relation_type: "copied_to" }],
          children: [{ subject: "Below", children: [{ subject: "Deeper" }] }],
        },
      });

      const bare = await said("alice", copyIssue, { issue_id: id, attachments: false, link: false });
      const second = numberIn(bare, /to #(\d+)/);
      expect(bare).toContain("Without its 2 subtasks.\nWithout its 1 files.");
      const { issue: plain } = (await redmine().ask(
        `/issues/${second}.json?include=attachments,relations,children`,
      )) as { issue: object };
      expect(plain).toMatchObject({ subject: "Original", attachments: [] });
      expect(JSON.stringify(plain)).not.toContain("copied_to");
      expect(plain).not.toHaveProperty("children");
      for (const each of [copy, second, id]) await redmine().remove(`/issues/${each}.json`);
    });

    test("to another project drops what that one does not have, in words", async () => {
      const id = await issue("Moves", { category_id: 1, tracker_id: 1 });
      const told = await said("alice", copyIssue, { issue_id: id, project_id: "alpha-mobile" });
      const copy = numberIn(told, /to #(\d+)/);
      expect(told).toMatch(/Project: .* → /);
      expect(told).toMatch(/Lost: Category was Backend/);
      expect(await redmine().ask(`/issues/${copy}.json`)).toMatchObject({ issue: { subject: "Moves" } });
      for (const each of [copy, id]) await redmine().remove(`/issues/${each}.json`);
    });

    test("is refused where Redmine or the fields do not allow it, and nothing is made", async () => {
      expect(await refusal("bob", copyIssue, { issue_id: 68 })).toContain("issue #68");
      expect(await refusal("alice", copyIssue, { issue_id: 99_999 })).toContain("no issue #99999");
      expect(await refusal("alice", copyIssue, { issue_id: 1, project_id: "nowhere" })).toContain("nowhere");
      expect(await refusal("alice", copyIssue, { issue_id: 1, fields: { subjct: "x" } })).toContain("subjct");
      expect(await refusal("alice", copyIssue, { issue_id: 1, fields: { status_id: "Nope" } })).toContain("Nope");
    });
  });

  describe("changing a note", () => {
    test("gives it another text or privacy, and reads it back", async () => {
      const id = await issue("With notes");
      await said("alice", updateIssue, { issue_id: id, notes: "Frist" });
      const note = { issue_id: id, note: 1 };
      expect(await said("alice", updateNote, { ...note, text: "First" })).toMatch(
        new RegExp(`^Note 1 of issue #${id} was changed\\.\\n<redmine>\\n#${id}-1 by Alice Archer\\n`),
      );
      expect(JSON.stringify(await redmine().ask(`/issues/${id}.json?include=journals`))).toContain('"notes":"First"');
      expect(await said("alice", updateNote, { ...note, private: true })).toContain("Private: No → Yes");
      expect(await said("alice", updateNote, { ...note, text: "First" })).toContain("is like that already");
      expect(await refusal("alice", updateNote, note)).toContain("Nothing to change");
      expect(await refusal("alice", updateNote, { ...note, text: " " })).toContain("delete_note");
      expect(await refusal("alice", updateNote, { ...note, note: 9, text: "x" })).toContain("There is no note 9");
      await redmine().remove(`/issues/${id}.json`);
    });

    test("of somebody else needs the permission", async () => {
      const id = await issue("Alice's note");
      await said("alice", updateIssue, { issue_id: id, notes: "Mine" });
      const text = { issue_id: id, note: 1, text: "Yours" };
      expect(await refusal("bob", updateNote, text)).toContain("Redmine does not let this user");
      expect(JSON.stringify(await redmine().ask(`/issues/${id}.json?include=journals`))).toContain("Mine");
      await redmine().remove(`/issues/${id}.json`);
    });
  });

  describe("renaming a file", () => {
    test("changes its name and its description, and says what Redmine made of it", async () => {
      const made = await said("alice", uploadFile, { filename: "old.txt", text: "x", issue_id: 33 });
      const id = numberIn(made, /attachment (\d+)/);
      const renamed = await said("alice", updateAttachment, {
        attachment_id: id,
        filename: "見積 v2.txt",
        description: "new",
      });
      expect(renamed).toContain(`Attachment ${id} was changed.\n<redmine>\n見積 v2.txt\n`);
      expect(await redmine().ask(`/attachments/${id}.json`)).toMatchObject({
        attachment: { filename: "見積 v2.txt", description: "new" },
      });
      expect(await said("alice", updateAttachment, { attachment_id: id, description: "" })).toContain("→ none");
      const odd = await said("alice", updateAttachment, { attachment_id: id, filename: "a/b:c.txt" });
      expect(odd).toContain("was changed, but not all as requested.");
      expect(await refusal("bob", updateAttachment, { attachment_id: id, filename: "x.txt" })).toContain(
        "Redmine does not let this user",
      );
      expect(await refusal("alice", updateAttachment, { attachment_id: id })).toContain("Nothing to change");
      await redmine().remove(`/attachments/${id}.json`);
    });
  });
}

import { describe, expect, test } from "vitest";
import { deleteAttachment, updateAttachment } from "../../src/tools/files/attachments.ts";
import { uploadFile } from "../../src/tools/files/upload-file.ts";
import { deleteIssue } from "../../src/tools/issues/delete-issue.ts";
import { deleteNote, updateNote } from "../../src/tools/issues/notes.ts";
import { deleteNews } from "../../src/tools/news.ts";
import { deleteTimeEntry } from "../../src/tools/time/update-time-entry.ts";
import type { Tool } from "../../src/tools/tool.ts";
import { stubRedmine } from "../support/stub-redmine.ts";
import { answers } from "./suites/lying-redmine.ts";
import { named } from "./suites/record-kinds.ts";

// Deletions, notes and files that Redmine does not confirm: the answer says what a look shows.

const alpha = named(1, "Alpha");
const at = { created_on: "2026-03-01T09:00:00Z", updated_on: "2026-03-01T09:00:00Z" };
const file = { id: 3, filename: "a.txt", filesize: 1, ...at };
const note = { id: 9, notes: "old", private_notes: false, details: [], user: named(5, "Alice"), ...at };
const issue = {
  id: 7,
  project: alpha,
  tracker: named(1, "Bug"),
  status: named(1, "New"),
  priority: named(2, "Normal"),
  subject: "A",
  ...at,
};
const entry = {
  id: 4,
  project: alpha,
  user: named(5, "Alice"),
  activity: named(8, "Design"),
  hours: 1,
  spent_on: "2026-03-01",
};

interface Attempt {
  tool: Tool;
  args: object;
  /** What is written to, where the record is, and how it reads before and after. */
  write: string;
  read: string;
  before: object;
  /** Undefined: gone. */
  after: object | undefined;
  /** What the answer says where it was done. */
  done: RegExp;
}

const attempts: Record<string, Attempt> = {
  delete_time_entry: {
    tool: deleteTimeEntry,
    args: { time_entry_id: 4, confirm: "1 h, 2026-03-01, Alice, Alpha" },
    write: "/time_entries/4.json",
    read: "/time_entries/4.json",
    before: { time_entry: entry },
    after: undefined,
    done: /^Deleted: /,
  },
  delete_news: {
    tool: deleteNews,
    args: { news_id: 6, confirm: "Hello" },
    write: "/news/6.json",
    read: "/news/6.json",
    before: { news: { id: 6, project: alpha, title: "Hello", ...at } },
    after: undefined,
    done: /^Deleted: /,
  },
  delete_attachment: {
    tool: deleteAttachment,
    args: { attachment_id: 3, confirm: "a.txt" },
    write: "/attachments/3.json",
    read: "/attachments/3.json",
    before: { attachment: file },
    after: undefined,
    done: /^Deleted: /,
  },
  delete_issue: {
    tool: deleteIssue,
    args: { issue_id: 7, confirm: "#7 A" },
    write: "/issues/7.json",
    read: "/issues/7.json",
    before: { issue },
    after: undefined,
    done: /^Deleted: /,
  },
  delete_note: {
    tool: deleteNote,
    args: { issue_id: 7, note: 1, confirm: "#7-1 by Alice" },
    write: "/journals/9.json",
    read: "/issues/7.json",
    before: { issue: { ...issue, journals: [note] } },
    after: { issue: { ...issue, journals: [{ ...note, notes: "" }] } },
    done: /^Deleted: /,
  },
  update_note: {
    tool: updateNote,
    args: { issue_id: 7, note: 1, text: "new" },
    write: "/journals/9.json",
    read: "/issues/7.json",
    before: { issue: { ...issue, journals: [note] } },
    after: { issue: { ...issue, journals: [{ ...note, notes: "new" }] } },
    done: /was changed/,
  },
  update_attachment: {
    tool: updateAttachment,
    args: { attachment_id: 3, filename: "b.txt" },
    write: "/attachments/3.json",
    read: "/attachments/3.json",
    before: { attachment: file },
    after: { attachment: { ...file, filename: "b.txt" } },
    done: /was changed/,
  },
  upload_file: {
    tool: uploadFile,
    args: { issue_id: 7, filename: "a.txt", text: "x" },
    write: "/issues/7.json",
    read: "/issues/7.json",
    before: { issue: { ...issue, attachments: [] } },
    after: { issue: { ...issue, attachments: [file] } },
    done: /as attachment 3\./,
  },
};

const errors = Object.entries(answers).filter(([name]) => !["success", "refusal", "conflict"].includes(name));

describe.each(Object.entries(attempts))("%s", (_, attempt) => {
  test.each(errors.flatMap(([what, answer]) => [true, false].map((does) => ({ what, does, answer }))))(
    "after $what, done: $does, says what is there now",
    async ({ does, answer }) => {
      let isDone = false;
      const change = () => {
        isDone = does;
        return answer(undefined);
      };
      const look = () => (isDone ? (attempt.after ?? new Response("", { status: 404 })) : attempt.before);
      const { context, requests } = stubRedmine({
        "/my/account.json": { user: { id: 5, login: "alice", admin: true, memberships: [] } },
        "/uploads.json": { upload: { token: "3.abc" } },
        "/issues.json": { issues: [], total_count: 0, offset: 0, limit: 1 },
        "/time_entries.json": { time_entries: [], total_count: 0, offset: 0, limit: 1 },
        [attempt.read]: (_url, request) => (request.method === "GET" ? look() : change()),
        ...(attempt.write !== attempt.read && { [attempt.write]: () => change() }),
      });
      const { text, isError } = await attempt.tool.call(attempt.args, context);

      const writes = requests.filter((request) => /^(PUT|DELETE)/.test(request));
      expect(writes, text).toHaveLength(1);
      expect(text).not.toMatch(/may or may not/);
      if (does) {
        expect(isError, text).toBe(false);
        expect(text).toMatch(attempt.done);
        expect(text).toContain("Redmine did not confirm it");
      } else {
        expect(isError, text).toBe(true);
        expect(text).toMatch(/as it was before: nothing was (saved|done)/);
      }
    },
  );
});

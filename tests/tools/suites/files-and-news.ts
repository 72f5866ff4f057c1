import { describe, expect, test } from "vitest";
import { listProjectFiles } from "../../../src/tools/files/attachments.ts";
import { maxUploadBytes, uploadFile } from "../../../src/tools/files/upload-file.ts";
import { getNews, listNews, saveNews } from "../../../src/tools/news.ts";
import { callsTo, type Redmine } from "../../support/seeded-redmine.ts";
import { numberIn } from "./number-in.ts";

const attached = /as attachment (\d+)\.\n/;

/** Uploads, a project's files, and news. */
export function filesAndNews(redmine: Redmine): void {
  const { said, refusal } = callsTo(redmine);

  describe("a file", () => {
    const upload = async (who: "alice" | "bob", args: object) => {
      const text = await said(who, uploadFile, args);
      return { text, at: `/attachments/${numberIn(text, attached)}.json` };
    };

    test("is attached to an issue, with a note", async () => {
      const given = { filename: "a b.txt", text: "hällo", issue_id: 13, note: "see file", description: "greeting" };
      const { text, at } = await upload("alice", given);
      expect(text).toMatch(/^Attached to issue #13 as attachment \d+\.\n<redmine>\na b\.txt \(6 bytes\)\n/);
      expect(await redmine().ask(at)).toMatchObject({
        attachment: { filename: "a b.txt", filesize: 6, description: "greeting", author: { id: 5 } },
      });
      expect(JSON.stringify(await redmine().ask("/issues/13.json?include=journals"))).toContain("see file");
      await redmine().remove(at);
      await redmine().remove((await upload("bob", { filename: "b.txt", text: "x", issue_id: 13 })).at);
    });

    test("is attached to a wiki page without a new version, to a project and to its version", async () => {
      const file = { filename: "p.bin", base64: "AAEC/w==", project_id: "alpha" };
      const before = await redmine().ask("/projects/alpha/wiki/Guide.json");
      const page = await upload("alice", { ...file, wiki_page: "guide" });
      expect(page.text).toContain("Attached to wiki page “Guide” of project alpha");
      const { version, text } = Object.assign({ version: 0, text: "" }, Object.values(before as object)[0]);
      expect(await redmine().ask("/projects/alpha/wiki/Guide.json")).toMatchObject({ wiki_page: { version, text } });

      const plain = await upload("alice", { ...file, base64: "data:text/plain;base64,AAEC_w" });
      const versions = await upload("alice", { ...file, version: "1.1" });
      const list = await said("bob", listProjectFiles, { project_id: "alpha" });
      expect(list).toMatch(/^4 files\.\n/);
      expect(list).toMatch(/- p\.bin \(id \d+, 4 bytes, version 1\.1, Alice Archer, /);
      expect(list).toContain("- release-1.0.zip (id 6, 22 bytes, Alice Archer, 2026-02-24): The release");
      for (const { at } of [page, plain, versions]) await redmine().remove(at);
    });

    test("is refused with a reason, before it is sent where that can be told", async () => {
      const file = { filename: "f.txt", text: "x" };
      expect(await refusal("bob", uploadFile, { ...file, project_id: "alpha" })).toContain(
        "Redmine does not let this user",
      );
      const page = { ...file, project_id: "alpha", wiki_page: "Guide" };
      expect(await refusal("bob", uploadFile, page)).toContain("Redmine does not let this user");
      expect(await refusal("bob", uploadFile, { ...file, issue_id: 68 })).toContain("with issue #68");
      expect(await refusal("alice", uploadFile, { ...page, wiki_page: "Nowhere" })).toContain(
        "There is no wiki page “Nowhere”",
      );
      expect(await refusal("alice", uploadFile, { ...page, wiki_page: undefined, version: "9" })).toContain(
        "There are: 1.0, 1.1, 2.0",
      );
      expect(await refusal("alice", uploadFile, file)).toContain("Give either issue_id or project_id");
      expect(await refusal("alice", uploadFile, { ...file, base64: "AA==", issue_id: 1 })).toContain(
        "either as text or as base64",
      );
      expect(await refusal("alice", uploadFile, { filename: "f", base64: "A*", issue_id: 1 })).toContain(
        "not valid base64",
      );
      const huge = { filename: "f", text: "x".repeat(maxUploadBytes + 1), issue_id: 1 };
      expect(await refusal("alice", uploadFile, huge)).toContain("The file has 5.2 MB or more: at most 5.2 MB");
      expect(await refusal("bob", listProjectFiles, { project_id: "secret" })).toContain(
        "There is no project “secret”",
      );
    });
  });

  describe("news", () => {
    test("are listed and read, with comments", async () => {
      expect(await said("bob", listNews, { project_id: "alpha", limit: 1 })).toBe(
        "3 news items. Shown: 1–1. More: offset 1.\n<redmine>\n- News item 3 (id 3, 2026-02-16, Alice Archer): Summary 3\n</redmine>",
      );
      expect(await said("alice", listNews, {})).toContain("- Secret news (id 4, ");
      expect(await said("bob", listNews, {})).not.toContain("Secret news");
      expect(await said("bob", getNews, { news_id: 1 })).toContain(
        "  Text of **news** 1.\nComment by Bob Baker: Good to hear.",
      );
      expect(await refusal("bob", getNews, { news_id: 4 })).toContain("news 4");
      expect(await refusal("bob", listNews, { project_id: "secret" })).toContain("There is no project “secret”");
    });

    test("are published and changed by a manager, and read back", async () => {
      const made = await said("alice", saveNews, { project_id: "alpha", title: "Released", text: "Hello\nworld" });
      const id = numberIn(made, /^News (\d+) was published\.\n<redmine>\nReleased \(Alpha\)\n/);
      const at = `/news/${id}.json`;
      try {
        const change = { news_id: id, title: "Released at last", summary: "1.1" };
        expect(await said("alice", saveNews, change)).toMatch(/^News \d+ was changed\.\n/);
        expect(await redmine().ask(at)).toMatchObject({
          news: { title: "Released at last", summary: "1.1", description: "Hello\nworld", author: { id: 5 } },
        });
        expect(await refusal("bob", saveNews, { ...change, title: "Mine" })).toContain(
          "Redmine does not let this user",
        );
      } finally {
        await redmine().remove(at);
      }
    });

    test("are refused with a reason", async () => {
      const item = { project_id: "alpha", title: "T", text: "x" };
      expect(await refusal("bob", saveNews, item)).toContain("Redmine does not let this user");
      expect(await refusal("alice", saveNews, { title: "T", text: "x" })).toContain(
        "News need project_id, title and text",
      );
      expect(await refusal("alice", saveNews, { news_id: 1 })).toContain("nothing to change");
      expect(await refusal("alice", saveNews, { news_id: 1, ...item })).toContain("leave project_id out");
      expect(await refusal("alice", saveNews, { news_id: 99_999, title: "T" })).toContain("no news 99999");
    });
  });
}

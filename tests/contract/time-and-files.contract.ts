import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callsOf, type Who } from "./call.ts";
import type { Target } from "./target.ts";

/** Time spent on issues, and files. */
export function timeAndFilesContract(target: Target): void {
  const call = callsOf(target);
  let a = 0;

  beforeAll(async () => {
    const issue = { project_id: 1, subject: "Contract: time and files" };
    a = (await call.post("alice", "/issues.json", { issue })).body.issue.id;
  });
  afterAll(async () => {
    await call.delete("admin", `/issues/${a}.json`);
  });

  describe("time", () => {
    const log = (who: Who, time_entry: object) => call.post(who, "/time_entries.json", { time_entry });

    test("is logged, changed and taken away", async () => {
      const spent = { issue_id: a, hours: "1:20", activity_id: 8, spent_on: "2026-05-01", comments: "c" };
      const { status, headers, body } = await log("bob", spent);
      const { id } = body.time_entry;
      expect(status).toBe(201);
      expect(headers.get("location")).toBe(`${target.url}/time_entries/${id}`);
      expect(body.time_entry).toMatchObject({
        project: { id: 1, name: "Alpha" },
        issue: { id: a },
        user: { id: 6 },
        hours: 1.33,
        spent_on: "2026-05-01",
        custom_fields: [{ id: 10, name: "Billable", value: "1" }],
      });

      const change = (who: Who, time_entry: object) => call.put(who, `/time_entries/${id}.json`, { time_entry });
      expect((await change("bob", { hours: 3 })).status).toBe(403);
      expect((await change("alice", { hours: 3, activity_id: 9 })).status).toBe(204);
      expect((await call.get("bob", `/time_entries/${id}.json`)).body.time_entry).toMatchObject({
        hours: 3,
        activity: { id: 9 },
      });
      expect((await call.delete("bob", `/time_entries/${id}.json`)).status).toBe(403);
      expect((await call.delete("alice", `/time_entries/${id}.json`)).status).toBe(204);
      expect((await call.delete("alice", `/time_entries/${id}.json`)).status).toBe(404);
    });

    test.each<[string, Who, object, string[]]>([
      ["no activity", "alice", { issue_id: 1, hours: 1 }, ["Activity cannot be blank"]],
      [
        "no such activity",
        "alice",
        { issue_id: 1, hours: 1, activity_id: 99 },
        ["Activity is not included in the list"],
      ],
      ["no hours", "alice", { issue_id: 1, activity_id: 8 }, ["Hours cannot be blank"]],
      ["fewer than none", "alice", { issue_id: 1, hours: -1, activity_id: 8 }, ["Hours is invalid"]],
      [
        "a bad date",
        "alice",
        { issue_id: 1, hours: 1, activity_id: 8, spent_on: "x" },
        ["Date cannot be blank", "Date is not a valid date"],
      ],
      [
        "too many hours",
        "alice",
        { issue_id: 1, hours: 1001, activity_id: 8 },
        ["Cannot log more than 999:00 hours on the same day (0:00 hours have already been logged)"],
      ],
      [
        "no issue",
        "alice",
        { issue_id: 99999, hours: 1, activity_id: 8 },
        ["Project cannot be blank", "Project is invalid", "Issue is invalid"],
      ],
      ["an issue one does not see", "bob", { issue_id: 68, hours: 1, activity_id: 8 }, ["Issue is invalid"]],
      [
        "a project by its identifier",
        "alice",
        { project_id: "alpha", hours: 1, activity_id: 8 },
        ["Project is invalid"],
      ],
      ["somebody else", "bob", { issue_id: 1, hours: 1, activity_id: 8, user_id: 5 }, ["User is invalid"]],
    ])("is refused with %s", async (_, who, entry, errors) => {
      const { status, body } = await log(who, entry);
      expect([status, body]).toEqual([422, { errors }]);
    });

    test("is forbidden without the permission", async () => {
      const spent = { issue_id: 1, hours: 1, activity_id: 8 };
      expect((await log("carol", spent)).status).toBe(403);
      expect((await log(undefined, spent)).status).toBe(401);
    });
  });

  describe("files", () => {
    test("are uploaded as bytes and nothing else, by who may write anything", async () => {
      const { status, body } = await call.upload("bob", "?filename=a.txt", "hello");
      expect([status, body.upload.token]).toEqual([
        201,
        expect.stringMatching(new RegExp(`^${body.upload.id}\\.[0-9a-f]{64}$`)),
      ]);
      expect((await call.upload("bob", "?filename=a.txt", "hello", "text/plain")).status).toBe(406);
      expect((await call.upload(undefined, "?filename=a.txt", "hello")).status).toBe(401);
      expect((await call.get("alice", `/attachments/${body.upload.id}.json`)).status).toBe(403);
      const big = await call.upload("bob", "?filename=a.bin", "x".repeat(5_242_881));
      expect(big.body.errors).toEqual([
        "This file cannot be uploaded because it exceeds the maximum allowed file size (5242880)",
      ]);
    });

    test("belong to an issue once, with a name of their own", async () => {
      const { token, id } = (await call.upload("alice", "?filename=a.txt", "héllo")).body.upload;
      const uploads = [{ token, filename: "renamed é.txt", description: "d" }];
      expect((await call.put("alice", `/issues/${a}.json`, { issue: { notes: "file", uploads } })).status).toBe(204);
      const again = await call.put("alice", `/issues/${a}.json`, { issue: { uploads } });
      expect([again.status, again.body]).toEqual([422, { errors: ["1 file(s) could not be saved."] }]);

      const { body } = await call.get("alice", `/issues/${a}.json?include=attachments,journals`);
      expect(body.issue.attachments).toMatchObject([
        {
          id,
          filename: "renamed é.txt",
          filesize: 6,
          content_type: "text/plain",
          description: "d",
          content_url: `${target.url}/attachments/download/${id}/renamed%20%C3%A9.txt`,
        },
      ]);
      expect(body.issue.journals.at(-1).details).toEqual([
        { property: "attachment", name: String(id), old_value: null, new_value: "renamed é.txt" },
      ]);

      const file = await call.get("alice", `/attachments/download/${id}/renamed%20%C3%A9.txt`);
      expect([file.status, file.body]).toEqual([200, "héllo"]);
      expect(file.headers.get("content-type")).toBe("text/plain");
      expect(file.headers.get("content-disposition")).toMatch(/^attachment;.*filename\*=UTF-8''renamed%20%C3%A9\.txt$/);

      expect((await call.delete("bob", `/attachments/${id}.json`)).status).toBe(403);
      expect((await call.delete("alice", `/attachments/${id}.json`)).status).toBe(204);
      expect((await call.get("alice", `/attachments/${id}.json`)).status).toBe(404);
    });

    test("downloads speak to people: to the login, forbidden, not found", async () => {
      const web = (who: Who, path: string) => call.get(who, path, { accept: "text/html" });
      expect((await web(undefined, "/attachments/download/1/notes.txt")).status).toBe(200);
      expect((await web("alice", "/attachments/download/1/other-name.txt")).status).toBe(404);
      expect((await web("alice", "/attachments/download/99999/x")).status).toBe(404);
      expect((await web("alice", "/attachments/thumbnail/2")).headers.get("content-type")).toBe("image/png");
      expect((await web("alice", "/attachments/thumbnail/1")).status).toBe(404);

      const { id } = (await call.upload("alice", "?filename=p.txt", "private")).body.upload;
      const forbidden = await web("bob", `/attachments/download/${id}/p.txt`);
      expect([forbidden.status, forbidden.headers.get("content-type")]).toEqual([403, "text/html; charset=utf-8"]);
      const nobody = await web({ bearer: "unknown" }, `/attachments/download/${id}/p.txt`);
      expect(nobody.status).toBe(302);
      expect(nobody.headers.get("location")).toMatch(`${target.url}/login?back_url=`);
    });
  });
}

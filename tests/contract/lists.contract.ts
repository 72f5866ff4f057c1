import { describe, expect, test } from "vitest";
import { callsOf } from "./call.ts";
import type { Login, Target } from "./target.ts";

const ids = (rows: { id: number }[]) => rows.map(({ id }) => id);

/** How lists of issues are filtered, sorted and paged. Only seeded issues are looked at, so that others do no harm. */
export function listsContract(target: Target): void {
  const call = callsOf(target);
  const seeded = "issue_id=%3C%3D75";
  const listed = async (who: Login | undefined, query: string) => {
    const narrow = query.includes("issue_id=") || query.includes("query_id=") ? "" : `${seeded}&`;
    const { status, body } = await call.get(who, `/issues.json?${narrow}limit=100&${query}`);
    expect(status).toBe(200);
    return ids(body.issues);
  };

  describe("filters of issues", () => {
    test("open ones unless the status says otherwise", async () => {
      const open = await listed("alice", "");
      const closed = await listed("alice", "status_id=closed");
      expect(closed).toEqual([55, 54, 48, 47, 41, 40, 34, 33, 27, 26, 20, 19, 13, 12, 6, 5]);
      expect(await listed("alice", "status_id=*")).toHaveLength(open.length + closed.length);
    });

    test.each([
      ["status_id=3|4&tracker_id=1", [60, 45, 39, 24, 18, 3]],
      ["status_id=!1&tracker_id=3&priority_id=1", [20, 5]],
      ["tracker_id=abc", []],
      ["assigned_to_id=me&tracker_id=2", [46, 31, 16, 1]],
      ["assigned_to_id=!*&category_id=1&project_id=alpha", [60, 44, 24, 4]],
      ["author_id=6|8&created_on=%3C%3D2026-01-20", [4, 2, 1]],
      ["watcher_id=6", [61]],
      ["updated_by=8", [61]],
      ["last_updated_by=5", [61]],
      ["fixed_version_id=2&priority_id=5", [49, 4]],
      ["fixed_version.status=open&priority_id=5&tracker_id=2", [49, 4]],
      ["subject=~login+REDIRECT&status_id=*", [55, 44, 33, 22, 11]],
      ["subject=^Mob", [74]],
      ["subject=$breaks", [74]],
      ["subject=Mobile:+layout+breaks", [74]],
      ["description=~zanzibar", [72, 71, 70, 69, 68]],
      ["notes=~note+15", [61]],
      ["attachment=~log", [62]],
      ["any_searchable=~measured", [61]],
      ["created_on=2026-01-20&status_id=*", [5]],
      ["created_on=%3E%3C2026-01-20|2026-01-22&status_id=*", [7, 6, 5]],
      ["created_on=%3E%3D2026-04-09T09:00:00Z", [75]],
      ["created_on=%3E%3D2026-04-09T09:00:01Z", []],
      // “y” is the operator for this year, and what follows it is not looked at
      ["created_on=yesterday&subject=^Mob", [74]],
      ["due_date=*", [61]],
      ["start_date=!*", [64, 63]],
      ["estimated_hours=%3E%3D56&status_id=*", [60, 56]],
      ["done_ratio=%3E%3C85|95", [61, 59, 39, 9]],
      ["cf_1=High&tracker_id=3&status_id=1|2", [50, 14, 2]],
      ["cf_2=REF-1007", [7]],
      ["cf_5=UI&priority_id=5", [49, 4]],
      ["cf_6=me", [52, 28, 16, 4]],
      ["parent_id=63", [64]],
      ["parent_id=~63", [65, 64]],
      ["child_id=65", [64]],
      ["relates=61", [1]],
      ["blocked=61", [2]],
      ["follows=3", [61]],
      ["issue_id=61,62,68", [68, 62, 61]],
      ["issue_id=61|62", [61]],
      ["project_id=alpha-mobile", [74]],
      ["project_id=alpha&subproject_id=3&priority_id=2&created_on=%3E%3D2026-03-25", [74, 62]],
      ["project_id=alpha&subproject_id=!*&created_on=%3E%3D2026-04-01", [67]],
      ["project.status=5", [75]],
      ["query_id=9&sort=id&created_on=ignored", undefined],
      ["query_id=8&project_id=alpha&issue_id=ignored", undefined],
    ])("%s", async (query, expected) => {
      const found = await listed("alice", query);
      if (expected) expect(found).toEqual(expected);
      else expect(found.length).toBeGreaterThan(10); // beside a saved query, filters in the request count for nothing
    });

    test.each(["nonsense=1", "cf_99=1", "cf_3=anything", "cf_8=1", "category_id=1", "is_closed=1"])(
      "%s is no filter here, and the list comes whole",
      async (query) => {
        expect(await listed("bob", query)).toEqual(await listed("bob", ""));
      },
    );

    test.each([
      ["created_on=01.02.2026", "Created is invalid"],
      ["due_date=2026-02-30", "Due date is invalid"],
      ["tracker_id=", "Tracker cannot be blank"],
      ["issue_id=abc", "Issue is invalid"],
      ["estimated_hours=x", "Estimated time is invalid"],
    ])("%s is refused: %s", async (query, message) => {
      const { status, body } = await call.get("alice", `/issues.json?${query}`);
      expect([status, body]).toEqual([422, { errors: [message] }]);
    });

    test("Greta reads it in German", async () => {
      const { body } = await call.get("greta", "/issues.json?due_date=31.12.2026");
      expect(body).toEqual({ errors: ["Abgabedatum ist nicht gültig"] });
    });

    test("a saved query that is somebody else's is forbidden, one that does not exist is not found", async () => {
      expect((await call.get("bob", "/issues.json?query_id=9")).status).toBe(403);
      expect((await call.get("bob", "/issues.json?query_id=8")).status).toBe(404); // it belongs to a project
      expect((await call.get("bob", "/issues.json?query_id=999")).status).toBe(404);
    });
  });

  describe("order and pages", () => {
    test.each([
      ["sort=id&status_id=1", [1, 7, 8]],
      ["sort=priority:desc,id", [4, 9, 14]],
      ["sort=subject", [10, 42, 58]],
      ["sort=assigned_to,id", [4, 9, 15]],
      ["sort=due_date:desc", [61, 75, 74]],
      ["sort=nonsense", [75, 74, 73]],
    ])("%s", async (query, expected) => {
      const found = (await listed("alice", query)).slice(0, 3);
      if (expected) expect(found).toEqual(expected);
      else expect(found).toHaveLength(3);
    });

    test("limit is 25, at most 100, and 25 again below 1; offset beats page", async () => {
      const page = async (query: string) => {
        const { body } = await call.get("alice", `/issues.json?status_id=*&${seeded}&${query}`);
        return { first: body.issues[0]?.id, length: body.issues.length, offset: body.offset, limit: body.limit };
      };
      expect(await page("")).toEqual({ first: 75, length: 25, offset: 0, limit: 25 });
      expect(await page("limit=1000")).toEqual({ first: 75, length: 75, offset: 0, limit: 100 });
      expect(await page("limit=0")).toMatchObject({ limit: 25 });
      expect(await page("limit=2&page=3")).toEqual({ first: 71, length: 2, offset: 4, limit: 2 });
      expect(await page("limit=2&page=3&offset=1")).toEqual({ first: 74, length: 2, offset: 1, limit: 2 });
      expect(await page("offset=70")).toMatchObject({ first: 5, length: 5 });
    });

    test("nometa drops the counts", async () => {
      const { body } = await call.get("alice", "/issues.json?nometa=1&limit=1");
      expect(Object.keys(body)).toEqual(["issues"]);
    });

    test("a list has attachments and relations when asked, and nothing else", async () => {
      const { body } = await call.get("alice", "/issues.json?issue_id=61,62&include=attachments,relations,journals");
      expect(body.issues[0].attachments).toHaveLength(4);
      expect(ids(body.issues[1].relations)).toEqual([1, 4, 2, 3]);
      expect(body.issues[0]).not.toHaveProperty("journals");
    });
  });

  describe("the export of the list of projects", () => {
    const columns = "c%5B%5D=name&c%5B%5D=identifier&c%5B%5D=parent_id";

    test("has all at once, each below its parent, in the columns asked for", async () => {
      const { status, headers, body } = await call.get(
        "alice",
        `/projects.csv?set_filter=1&status=1|5&${columns}&encoding=UTF-8&field_separator=,`,
      );
      expect(status).toBe(200);
      expect(headers.get("content-type")).toMatch(/^text\/csv/);
      const [titles, ...rows] = body.replace("\uFEFF", "").trimEnd().split("\n");
      expect(titles.split(",")).toHaveLength(3);
      expect(rows).toEqual(
        expect.arrayContaining(["Alpha,alpha,", "Alpha Mobile,alpha-mobile,Alpha", "Closed,closed-project,"]),
      );
      expect(rows.indexOf("Alpha Mobile,alpha-mobile,Alpha")).toBe(rows.indexOf("Alpha,alpha,") + 1);
    });

    test("has the closed ones alone, and nothing that one may not see", async () => {
      const closed = await call.get(
        "alice",
        `/projects.csv?set_filter=1&status=5&${columns}&encoding=UTF-8&field_separator=,`,
      );
      expect(closed.body).toContain("Closed,closed-project,\n");
      expect(closed.body).not.toContain("alpha");
      const carols = await call.get(
        "carol",
        `/projects.csv?set_filter=1&status=1|5&${columns}&encoding=UTF-8&field_separator=,`,
      );
      expect(carols.body).not.toContain("secret");
    });
  });

  describe("exports of issues and time entries", () => {
    const cells = (body: string) => body.replace("\uFEFF", "").trimEnd().split("\n").slice(1);
    const plain = "set_filter=1&encoding=UTF-8&field_separator=,";

    test("have the issues of a list in the order of their numbers, with names and hours", async () => {
      const query = "project_id=1&status_id=*&issue_id=%3E%3D20&sort=id";
      const columns = ["id", "status", "tracker", "estimated_hours"].map((name) => `c%5B%5D=${name}`).join("&");
      const { status, body } = await call.get("alice", `/issues.csv?${plain}&${query}&${columns}`);
      expect(status).toBe(200);
      const { body: json } = await call.get("alice", `/issues.json?${query}&limit=5`);
      const rows = json.issues.map(
        // biome-ignore lint/suspicious/noExplicitAny: an answer of Redmine
        ({ id, status: { name }, tracker, estimated_hours: hours }: any) =>
          `${id},${name},${tracker.name},${hours ? hours.toFixed(2) : '""'}`,
      );
      expect(cells(body).slice(0, 5)).toEqual(rows);
    });

    test("have every time entry, and the page of the list has their sum", async () => {
      const query = "project_id=1&spent_on=%3E%3C2026-01-01|2026-03-31";
      const columns = ["hours", "user", "activity"].map((name) => `c%5B%5D=${name}`).join("&");
      const { body } = await call.get("alice", `/time_entries.csv?${plain}&${query}&${columns}`);
      const { body: json } = await call.get("alice", `/time_entries.json?${query}&limit=100`);
      expect(cells(body)).toHaveLength(json.total_count);
      expect(cells(body)[0]).toMatch(/^\d+\.\d\d,Alice Archer,(Design|Development)$/);

      const page = await call.get("alice", `/time_entries.html?set_filter=1&${query}&t%5B%5D=hours`);
      const [, hours, minutes] = /total-for-hours.*?class="value">(\d+):(\d\d)</s.exec(page.body) ?? [];
      const sum = json.time_entries.reduce((total: number, entry: { hours: number }) => total + entry.hours, 0);
      expect(Number(hours) + Number(minutes) / 60).toBeCloseTo(sum, 1);
    });
  });

  test("a name in the list of projects is a part of it", async () => {
    const { body } = await call.get("alice", "/projects.json?status=1|5&name=~MOBILE");
    expect(body.projects.map(({ identifier }: { identifier: string }) => identifier)).toEqual(["alpha-mobile"]);
  });
}

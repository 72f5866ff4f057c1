import { expect, test } from "vitest";
import { logTime } from "../../../src/tools/time/log-time.ts";
import { withoutMarks } from "../../support/person.ts";
import { type Routes, stubRedmine } from "../../support/stub-redmine.ts";

const issue = {
  id: 7,
  project: { id: 1, name: "Alpha" },
  tracker: { id: 1, name: "Bug" },
  status: { id: 1, name: "New" },
  priority: { id: 1, name: "Low" },
  subject: "Leak",
  created_on: "2026-01-01T00:00:00Z",
  updated_on: "2026-01-01T00:00:00Z",
};

/** Keeps what is posted; `change` is what Redmine makes of it. */
function redmineWith({ defaulted = false, change = {}, more = {} as Routes } = {}) {
  const posted: Record<string, unknown>[] = [];
  const redmine = stubRedmine({
    "/projects.json": { projects: [{ id: 1, name: "Alpha", identifier: "alpha", status: 1 }], total_count: 1 },
    "/projects/1.json": {
      project: {
        time_entry_activities: [
          { id: 81, name: "Design" },
          { id: 82, name: "Tests" },
        ],
      },
    },
    "/projects/1/memberships.json": {
      memberships: [{ id: 1, user: { id: 6, name: "Bob Baker" }, roles: [] }],
      total_count: 1,
    },
    "/enumerations/time_entry_activities.json": {
      time_entry_activities: [{ id: 8, name: "Design", is_default: defaulted }],
    },
    "/issues/7.json": { issue },
    "/time_entries.json": async (_, request) => {
      if (request.method === "GET") {
        const sample = { ...entryOf({}), custom_fields: [{ id: 10, name: "Billable", value: "1" }] };
        return { time_entries: [sample], total_count: 1 };
      }
      const sent = (await request.json()).time_entry;
      posted.push(sent);
      return Response.json({ time_entry: { ...entryOf(sent), ...change } }, { status: 201 });
    },
    ...more,
  });
  return { ...redmine, posted, log: (args: object) => logTime.call(args, redmine.context) };
}

function entryOf(sent: Record<string, unknown>) {
  return {
    id: 99,
    project: { id: 1, name: "Alpha" },
    ...(sent.issue_id !== undefined && { issue: { id: sent.issue_id } }),
    user: sent.user_id === 6 ? { id: 6, name: "Bob Baker" } : { id: 5, name: "Alice Archer" },
    activity: sent.activity_id === 82 ? { id: 82, name: "Tests" } : { id: 81, name: "Design" },
    comments: sent.comments,
    hours: Math.round(Number(sent.hours ?? 1) * 100) / 100,
    spent_on: sent.spent_on ?? "2026-11-22",
    custom_fields: Array.isArray(sent.custom_fields)
      ? sent.custom_fields.map((field) => ({ name: "Billable", ...field }))
      : [],
  };
}

test("time on an issue: its project's own activity, the day left to Redmine, told as kept", async () => {
  const { log, posted, requests } = redmineWith();
  const { text } = await log({ hours: "1:20", issue_id: 7, activity: "design", comment: "found it" });

  expect(posted).toEqual([{ issue_id: 7, hours: 4 / 3, activity_id: 81, comments: "found it" }]);
  expect(text.replace(/redmine-\w+/g, "redmine")).toBe(`Time entry 99 was logged.
<redmine>
1.33 h, 2026-11-22, Design, Alice Archer, #7: found it
Bug #7: Leak
</redmine>`);
  expect(requests).toEqual([
    "GET /issues/7.json",
    "GET /projects/1.json?include=time_entry_activities",
    "POST /time_entries.json",
  ]);
});

test("time on a project, for somebody else, with a yes/no field by name", async () => {
  const { log, posted } = redmineWith();
  const { text } = await log({
    hours: 2,
    project_id: "Alpha",
    activity: "Tests",
    date: "2026-02-02",
    user: "bob baker",
    custom_fields: { billable: "no" },
  });
  expect(posted).toEqual([
    {
      project_id: 1,
      hours: 2,
      activity_id: 82,
      spent_on: "2026-02-02",
      user_id: 6,
      custom_fields: [{ id: 10, value: "0" }],
    },
  ]);
  expect(text).toContain("2 h, 2026-02-02, Tests, Bob Baker, Alpha, Billable No");
});

test("what Redmine did not take is said", async () => {
  const { log } = redmineWith({
    change: { hours: 1, spent_on: "2026-01-01", user: { id: 5, name: "Alice Archer" }, custom_fields: [] },
  });
  const { text } = await log({
    hours: 2,
    issue_id: 7,
    activity: "Tests",
    date: "2026-02-02",
    user: "Bob Baker",
    custom_fields: { Billable: true },
  });
  expect(text).toMatch(/^Time entry 99 was logged, but not all as requested\./);
  expect(text).toContain("NOT as requested: Hours is 1 h, not 2 h");
  expect(text).toContain("NOT as requested: Date is 2026-01-01, not 2026-02-02");
  expect(text).toContain("NOT as requested: Person is Alice Archer, not Bob Baker");
  expect(text).toContain("NOT as requested: Billable is none, not Yes");
});

test("without an activity Redmine's default is taken, or the choice is named", async () => {
  const defaulted = redmineWith({ defaulted: true });
  await defaulted.log({ hours: 1, issue_id: 7 });
  expect(defaulted.posted).toEqual([{ issue_id: 7, hours: 1 }]);

  const { log, posted } = redmineWith();
  expect(withoutMarks((await log({ hours: 1, issue_id: 7 })).text)).toBe(
    "Redmine has no default activity. Give one of: Design, Tests. Nothing was logged.",
  );
  expect(posted).toEqual([]);
});

test("whether no hours at all can be logged is for Redmine's settings to say", async () => {
  const { log, posted } = redmineWith();
  await log({ hours: 0, issue_id: 7, activity: "Design" });
  expect(posted).toMatchObject([{ hours: 0 }]);
});

test.each([
  [{ hours: "soon", issue_id: 7 }, "hours: “soon” is not a duration"],
  [{ hours: -1, issue_id: 7 }, "hours: “-1” is not a duration"],
  [{ hours: 1 }, "Give either issue_id or project_id"],
  [{ hours: 1, issue_id: 7, project_id: 1 }, "Give either issue_id or project_id"],
  [{ hours: 1, issue_id: 8, activity: "Design" }, "Redmine has no issue #8"],
  [
    { hours: 1, issue_id: 7, activity: "Desing" },
    "There is no activity “Desing” that this user can use. Did you mean Design? There are: Design, Tests.",
  ],
  [
    { hours: 1, issue_id: 7, activity: "Design", custom_fields: { Nope: 1 } },
    "There is no custom field of time entries “Nope”",
  ],
  [
    { hours: 1, issue_id: 7, activity: "Design", date: "1.2.2026" },
    "date: “1.2.2026” is not a date. Give 2026-01-31, today",
  ],
  [{ hours: 1, issue_id: 7, activity: "Design", user: "Eve" }, "There is no person “Eve”"],
])("%j is refused and nothing is logged", async (args, reason) => {
  const { log, posted } = redmineWith();
  const { text, isError } = await log(args);
  expect(isError).toBe(true);
  expect(withoutMarks(text)).toContain(reason);
  expect(posted).toEqual([]);
});

test("Redmine's own refusal comes in its words", async () => {
  const refusing = {
    "/time_entries.json": () => Response.json({ errors: ["Benutzer ist nicht gültig"] }, { status: 422 }),
  };
  const { log } = redmineWith({ more: refusing });
  expect(withoutMarks((await log({ hours: 1, issue_id: 7, activity: "Design" })).text)).toContain(
    "Redmine refused: Benutzer ist nicht gültig",
  );
});

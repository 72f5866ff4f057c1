import { describe, expect, test } from "vitest";
import type { SampleData } from "../../src/sample-redmine/records.ts";
import { ferryCompany } from "../../src/sample-redmine/stories/stories.ts";

const dayMs = 86_400_000;

describe.each(["2026-11-22T00:00:00Z", "2028-02-29T23:59:59Z", "2031-07-01T12:00:00Z"])("the demo on %s", (date) => {
  const now = Date.parse(date);
  const today = date.slice(0, 10);
  const data = ferryCompany(now);
  const open = data.issues.filter(({ closed_on }) => closed_on === null);

  test("is about these days: something happened since yesterday, and nothing in the future", () => {
    const times = [...JSON.stringify(data).matchAll(/"\w+_on":"([\d-]+T[\d:]+Z)"/g)].map(([, time]) => `${time}`);

    expect(Math.max(...times.map((time) => Date.parse(time)))).toBeLessThanOrEqual(now);
    expect(times.some((time) => Date.parse(time) > now - 2 * dayMs)).toBe(true);
  });

  test("has a release in the days to come, blocked, with overdue work that nobody does", () => {
    const release = data.versions.find(({ name }) => name === "4.2");
    const overdue = open.filter((issue) => issue.fixed_version_id === release?.id && `${issue.due_date}` < today);
    const blocked = data.relations.filter(
      ({ relation_type, issue_to_id }) => relation_type === "blocks" && issue_to_id === 419,
    );

    expect(`${release?.effective_date}` > today).toBe(true);
    expect(overdue.filter(({ assigned_to_id }) => assigned_to_id === null)).toHaveLength(1);
    expect(blocked.map(({ issue_from_id }) => issue_from_id)).toEqual([418]);
  });
});

describe("the demo's data", () => {
  const data = ferryCompany(Date.now());

  test("mentions only issues and wiki pages that exist", () => {
    const text = JSON.stringify(data);
    const ids = data.issues.map(({ id }) => id);
    const titles = data.wikiPages.map(({ title }) => title);

    expect([...text.matchAll(/#(\d{3})\b/g)].map(([, id]) => Number(id)).filter((id) => !ids.includes(id))).toEqual([]);
    expect([...text.matchAll(/\[\[(\w+)\]\]/g)].filter(([, title]) => !titles.includes(`${title}`))).toEqual([]);
    expect(titles.filter((title) => /[,./?;|: ]/.test(title))).toEqual([]); // Redmine allows none of these
  });

  test("agrees with its own history: each change begins with what was there", () => {
    for (const issue of data.issues) {
      const changes = data.journals
        .filter(({ issue_id }) => issue_id === issue.id)
        .flatMap(({ details }) => details.filter(({ property }) => property === "attr"));

      for (const name of new Set(changes.map((change) => change.name))) {
        const values = changes.filter((change) => change.name === name);
        const last = values.at(-1)?.new_value;
        expect(values.slice(1).map(({ old_value }) => old_value)).toEqual(
          values.slice(0, -1).map(({ new_value }) => new_value),
        );
        expect(String(Reflect.get(issue, name))).toBe(String(last));
      }
    }
  });

  test("points only to rows that exist, in tables whose ids are unique", () => {
    expect(dangling(data)).toEqual([]);
    for (const table of Object.values(data).filter(Array.isArray)) {
      const ids = table.flatMap((row) => ("id" in row ? [row.id] : []));
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  test("lets in four people by the passwords it shows, and no administrator", () => {
    const able = data.users.filter(({ locked }) => !locked);

    expect(able.map(({ login }) => login)).toEqual(["maya", "tom", "ines", "ruben"]);
    expect(able.filter(({ password }) => password === "")).toEqual([]);
    expect(data.users.filter(({ admin }) => admin)).toEqual([]);
  });
});

function dangling({ issues, journals, timeEntries, users, projects, ...data }: SampleData): string[] {
  const has = (rows: { id: number }[], id: number | null) => id === null || rows.some((row) => row.id === id);
  return [
    ...issues.filter((issue) => !has(issues, issue.parent_id)).map(({ id }) => `parent of ${id}`),
    ...issues
      .filter((issue) => !has(users, issue.author_id) || !has(users, issue.assigned_to_id))
      .map(({ id }) => `person of ${id}`),
    ...issues.filter((issue) => !has(projects, issue.project_id)).map(({ id }) => `project of ${id}`),
    ...issues
      .filter((issue) => !inProject(data.categories, issue.category_id, issue.project_id))
      .map(({ id }) => `category of ${id}`),
    ...issues
      .filter((issue) => !inProject(data.versions, issue.fixed_version_id, issue.project_id))
      .map(({ id }) => `version of ${id}`),
    ...journals.filter((journal) => !has(issues, journal.issue_id)).map(({ id }) => `issue of note ${id}`),
    ...timeEntries.filter((entry) => !has(data.activities, entry.activity_id)).map(({ id }) => `activity of ${id}`),
    ...data.attachments
      .filter(({ container }) => !has(issues, container?.id ?? null))
      .map(({ id }) => `issue of file ${id}`),
  ];
}

function inProject(rows: { id: number; project_id: number }[], id: number | null, projectId: number): boolean {
  return id === null || rows.some((row) => row.id === id && row.project_id === projectId);
}

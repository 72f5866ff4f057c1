import { describe, expect, test } from "vitest";
import { issueList } from "../../src/format/issue-list.ts";
import { type IssueRow, issueRow } from "../../src/redmine/issues.ts";

function row(id: number, more: Partial<IssueRow> = {}): IssueRow {
  const parsed = issueRow.parse({
    id,
    project: { id: 1, name: "Alpha" },
    tracker: { id: 1, name: "Bug" },
    status: { id: 1, name: id % 2 ? "New" : "Closed" },
    priority: { id: 2, name: "Normal" },
    subject: `Subject ${id}`,
    created_on: "2026-01-05T09:00:00Z",
    updated_on: `2026-01-0${(id % 9) + 1}T09:00:00Z`,
  });
  return { ...parsed, ...more };
}

const list = (issues: readonly IssueRow[], more: string[] = []) => issueList(issues, more, () => undefined);

describe("a table of issues", () => {
  test("says the same once, leaves out what is empty and puts the year above", () => {
    expect(list([row(1), row(2), row(3), row(4)]).text).toBe(
      [
        "In all rows: project Alpha, tracker Bug, priority Normal",
        "#|status|updated 2026-|subject",
        "1|New|01-02|Subject 1",
        "2|Closed|01-03|Subject 2",
        "3|New|01-04|Subject 3",
        "4|Closed|01-05|Subject 4",
      ].join("\n"),
    );
  });

  test("shows a column that was asked for although it is empty", () => {
    expect(list([row(1), row(2)], ["version"]).text).toContain("version none");
  });

  test("days of different years stay whole", () => {
    const old = row(5, { updated_on: "2024-12-31T09:00:00Z" });
    expect(list([row(1), row(2), row(3), old]).text).toContain("5|New|2024-12-31|Subject 5");
  });

  test("two people or projects of one name have their numbers", () => {
    const [one, other] = [7, 8].map((id) =>
      row(id, { assigned_to: { id, name: "Kim Lee" }, project: { id, name: "Web" } }),
    );
    if (!one || !other) throw new Error("no rows");
    const { text } = list([one, other, row(3)]);
    expect(text).toContain("Web (id 7)|");
    expect(text).toContain("|Kim Lee (id 8)|");
    expect(list([one, row(3)]).text).toContain("|Kim Lee|");
  });

  test("nobody's text makes a column or a row", () => {
    const forged = row(1, { subject: "a\n9|Closed|forged", assigned_to: { id: 1, name: "Eve|Closed" } });
    const { text } = list([forged, row(2)]);

    expect(text.split("\n")).toHaveLength(4);
    expect(text).toContain("|Eve｜Closed|");
  });

  test("keeps to the budget and tells how many rows fit", () => {
    const long = Array.from({ length: 100 }, (_, at) =>
      row(at + 1, {
        subject: "x".repeat(255),
        assigned_to: { id: 1, name: `${at} ${"y".repeat(80)}` },
        custom_fields: [{ id: 1, name: "Long", value: `${at} ${"z".repeat(200)}` }],
      }),
    );
    const { text, shown } = list(long, ["Long"]);

    expect(text.length).toBeLessThanOrEqual(38_000);
    expect(shown).toBeGreaterThan(50);
    expect(shown).toBeLessThan(100);
    expect(text.match(/^\d+\|/gm)).toHaveLength(shown);
  });
});

import { expect, test } from "vitest";
import { timeEntryRow, timeTotals } from "../../src/format/time-entries.ts";

const entry = (id: number, user: number, project: number, hours: number) => ({
  id,
  hours,
  user: { id: user, name: "Kim Lee" },
  activity: { id: 1, name: "Design" },
  project: { id: project, name: project < 3 ? "Web" : "App" },
  issue: undefined,
  spent_on: "2026-05-01",
  comments: "",
});

test("hours of two people or projects of one name are summed apart", () => {
  const entries = [entry(1, 20, 1, 1), entry(2, 21, 2, 2), entry(3, 20, 3, 4)];
  const totals = timeTotals(entries, true);
  expect(totals.rows).toEqual([
    "In all rows: activity Design",
    "By person: Kim Lee (id 20) 5 h, Kim Lee (id 21) 2 h",
    "By project: App 4 h, Web (id 2) 2 h, Web (id 1) 1 h",
  ]);
  const [first] = entries;
  if (!first) throw new Error("no entry");
  expect(timeEntryRow(first, totals, (_, value) => value)).toContain("1 h, Kim Lee (id 20), Web (id 1)");
});

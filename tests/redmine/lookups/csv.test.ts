import fc from "fast-check";
import { expect, test } from "vitest";
import { csvRows } from "../../../src/redmine/csv.ts";

test.each([
  [
    "a,b\n1,2\n",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    '#,Reviewer\r\n66,""\r\n4,Alice Archer\r\n',
    [
      ["#", "Reviewer"],
      ["66", ""],
      ["4", "Alice Archer"],
    ],
  ],
  ['a,"x, y","say ""hi""",\n', [["a", "x, y", 'say "hi"', ""]]],
  ['a,"two\nlines"', [["a", "two\nlines"]]],
  ["", []],
])("%j has the cells %j", async (text, rows) => {
  expect(await csvRows(text)).toEqual(rows);
});

test("whatever is written as CSV comes back", async () => {
  const cell = fc.string({ unit: "grapheme", maxLength: 12 });
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 });
  const written = (rows: string[][]) =>
    rows.map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(",")).join("\n");

  await fc.assert(
    fc.asyncProperty(table, async (rows) => {
      expect(await csvRows(written(rows))).toEqual(rows);
    }),
  );
});

test("a long text is read in parts, so that others' work goes on", async () => {
  let turns = 0;
  const counting = setInterval(() => (turns += 1), 0);
  const rows = await csvRows("1,a,b\n".repeat(30_000));
  clearInterval(counting);
  expect(rows).toHaveLength(30_000);
  expect(turns).toBeGreaterThan(10);
});

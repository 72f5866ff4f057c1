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
])("%j has the cells %j", (text, rows) => {
  expect(csvRows(text)).toEqual(rows);
});

test("whatever is written as CSV comes back", () => {
  const cell = fc.string({ unit: "grapheme", maxLength: 12 });
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 });
  const written = (rows: string[][]) =>
    rows.map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(",")).join("\n");

  fc.assert(
    fc.property(table, (rows) => {
      expect(csvRows(written(rows))).toEqual(rows);
    }),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { csvRows, readCsv } from "../../../src/redmine/csv.ts";
import { failureOf } from "../../../src/redmine/failure.ts";
import { path } from "../../../src/redmine/path.ts";
import { stubRedmine } from "../../support/stub-redmine.ts";

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
  expect(await csvRows(text, "the list")).toEqual(rows);
});

test("whatever is written as CSV comes back", async () => {
  const cell = fc.string({ unit: "grapheme", maxLength: 12 });
  const row = (columns: number) => fc.array(cell, { minLength: columns, maxLength: columns });
  const table = fc.integer({ min: 2, max: 4 }).chain((columns) => fc.array(row(columns), { maxLength: 5 }));
  const written = (rows: string[][]) =>
    rows.map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(",")).join("\n");

  await fc.assert(
    fc.asyncProperty(table, async (rows) => {
      expect(await csvRows(written(rows), "the list")).toEqual(rows);
    }),
  );
});

test("a long text is read in parts, so that others' work goes on", async () => {
  let turns = 0;
  let counting = setImmediate(function count() {
    turns += 1;
    counting = setImmediate(count);
  });
  const rows = await csvRows("1,a,b\n".repeat(100_000), "the list");
  clearImmediate(counting);
  expect(rows).toHaveLength(100_000);
  expect(turns).toBeGreaterThan(3);
});

const failure = (rows: Promise<unknown>) => rows.then(() => undefined, failureOf);

test.each([
  ["goes on after a closing quote", 'a,b\n"say ""hi"""x,b\nc,d\n', "shape"],
  ["has a quote within a cell", 'a,b\nx"y,b\nc,d\n', "shape"],
  ["ends a line like no other", "a,b\r1,2\n", "shape"],
  ["has a row with fewer cells than titles", "a,b\n1,2\n3\n", "shape"],
  ["has a row with more cells than titles", "a,b\n1,2\n3,4,5\n", "shape"],
  ["has a cell that never ends", 'a,b\n1,2\n"3,4\n', "cut_off"],
  ["ends in the middle of a row", "a,b\n1,2\n3,4", "cut_off"],
])("an export that %s is a failure, not a shorter list", async (_, text, because) => {
  const answer = new Response(text, { headers: { "content-type": "text/csv" } });
  const { context } = stubRedmine({ "/issues.csv": answer });
  const read = readCsv(path`issues.csv`, "the list", {}, context.redmine);
  expect(await failure(read)).toMatchObject({ reason: "not_redmine", because });
});

const tooLarge = { reason: "too_large", what: "the list" };

test.each([
  ["8 MB of commas", ",".repeat(8_000_000), tooLarge],
  ["millions of rows with one letter", "a\n".repeat(4_000_000), tooLarge],
  ["millions of commas below two titles", `a,b\n${",".repeat(8_000_000)}`, { because: "shape" }],
  ["one cell of 8 MB", "a".repeat(8_000_000), tooLarge],
  ["one cell of doubled quotes", `"${'""'.repeat(4_000_000)}"`, tooLarge],
  ["a quote that never closes", `"${"a".repeat(8_000_000)}`, { because: "cut_off" }],
])("%s are refused", async (_, text, expected) => {
  expect(await failure(csvRows(text, "the list"))).toMatchObject(expected);
});

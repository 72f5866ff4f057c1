import { expect, test } from "vitest";
import { namesIn } from "../../../src/tools/issues/count-groups.ts";

const names = new Set(["A", "B", "A, B", "Müller, Dieter", "Smith, Jr., John"]);

test.each([
  ["A", ["A"]],
  ["B, A", ["B", "A"]],
  ["A, B, B", ["A, B", "B"]],
  ["Müller, Dieter, Smith, Jr., John", ["Müller, Dieter", "Smith, Jr., John"]],
  ["A, B", undefined], // one name or two
  ["A, C", undefined],
])("the cell %j holds %j", (cell, expected) => {
  expect(namesIn(cell, names)).toEqual(expected);
});

test("a cell of a thousand names takes no time", () => {
  const many = Array.from({ length: 1_000 }, (_, at) => (at % 2 ? "A" : "B")).join(", ");
  expect(namesIn(many, names)).toBeUndefined();
});

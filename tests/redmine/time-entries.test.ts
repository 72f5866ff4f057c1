import { expect, test } from "vitest";
import { decimal } from "../../src/redmine/time-entries.ts";

test.each([
  ["0.50", 0.5],
  ["425000,25", 425_000.25],
  ["425000:30", 425_000.5],
  ["1:05", 1 + 5 / 60],
  ["3", 3],
  ["-1.50", -1.5],
])("hours written %s are read in every language of Redmine", (text, hours) => {
  expect(decimal(text)).toBeCloseTo(hours, 10);
});

test.each(["", "none", "1.000,50", "1 h", "1:2:3"])("“%s” is not taken for hours", (text) => {
  expect(decimal(text)).toBeUndefined();
});

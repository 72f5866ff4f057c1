import { expect, test } from "vitest";
import { hours, parseHours } from "../../src/format/units.ts";

test.each([
  [1.5, 1.5],
  ["1.5", 1.5],
  ["1,5", 1.5],
  ["1:30", 1.5],
  ["0:05", 5 / 60],
  ["1h30m", 1.5],
  ["1h30", 1.5],
  ["1h 30m", 1.5],
  ["2h", 2],
  ["2 hours", 2],
  ["90m", 1.5],
  ["45 minutes", 0.75],
])("%j is a duration", (given, expected) => {
  expect(parseHours(given)).toBeCloseTo(expected, 5);
});

test.each(["", "soon", "1:75", "1 30", "-1", "1:30:00", "h", "1h 30m 5s"])("%j is no duration", (given) => {
  expect(parseHours(given)).toBeUndefined();
});

test("hours are told with at most two decimals", () => {
  expect([0.3333, 1, 2.5, 12.005].map(hours)).toEqual(["0.33 h", "1 h", "2.5 h", "12.01 h"]);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseYesNo } from "../../src/redmine/yes-no.ts";
import { parseDecimal, sameContent } from "../../src/tools/compare.ts";

describe("the comparison of what was requested with what was saved", () => {
  test.each([
    ["7,5", "7.5"],
    ["4.250", "4.25"],
    [7, "7.0"],
    ["-0,50", "-0.5"],
    [true, "1"],
    ["a\r\nb ", "a\nb"],
    [
      ["5", "6", "5"],
      ["6", "5"],
    ],
    ["", null],
    [[], undefined],
  ])("%j is %j", (requested, saved) => {
    expect(sameContent(requested, saved)).toBe(true);
  });

  test.each([
    ["7.5", "75"],
    ["می\u200cخواهم", "میخواهم"],
    ["12345678901234567890", "12345678901234567891"],
    [["5"], ["5", "6"]],
    [["5", "6"], ["5"]],
    ["1.5 kg", "1.5"],
  ])("%j is not %j", (requested, saved) => {
    expect(sameContent(requested, saved)).toBe(false);
  });

  test("texts stay texts: 007 is not 7", () => {
    expect(sameContent("007", "7", "text")).toBe(false);
    expect(sameContent("007", "7", "number")).toBe(true);
  });

  test("compares lists of 50,000 entries in any order", () => {
    const ids = Array.from({ length: 50_000 }, (_, at) => `${at}`);
    expect(sameContent(ids, [...ids, "007"].reverse())).toBe(true);
    expect(sameContent(ids, [...ids.slice(1), "x"].reverse())).toBe(false);
  });

  test("is the same both ways, and for whatever order of a list", () => {
    const entry = fc.oneof(fc.string(), fc.integer().map(String));
    fc.assert(
      fc.property(fc.array(entry), fc.array(entry), (one, other) => {
        expect(sameContent(one, other)).toBe(sameContent(other, one));
        expect(sameContent(one, one.toReversed())).toBe(true);
      }),
    );
  });
});

test.each([
  ["1.234,5", "1234.5"],
  ["1,234.5", "1234.5"],
  ["7,5", "7.5"],
  ["1,234", undefined],
  ["many", undefined],
])("the decimal number %j is %j", (text, number) => {
  expect(parseDecimal(text)).toBe(number);
});

test.each([
  ["ja", true],
  ["Nein", false],
  ["はい", true],
  ["0", false],
  ["vielleicht", undefined],
  ["2", undefined],
])("%j is %j", (text, yes) => {
  expect(parseYesNo(text)).toBe(yes);
});

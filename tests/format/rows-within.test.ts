import { expect, test } from "vitest";
import { rowsWithin } from "../../src/format/text.ts";

test("rows that fit are all there", () => {
  expect(rowsWithin(["aa", "bb"], 6)).toEqual({ text: "aa\nbb", left: 0 });
});

test("rows that do not fit are counted", () => {
  expect(rowsWithin(["aa", "bb", "cc"], 6)).toEqual({ text: "aa\nbb", left: 1 });
  expect(rowsWithin(["too long"], 3)).toEqual({ text: "", left: 1 });
});

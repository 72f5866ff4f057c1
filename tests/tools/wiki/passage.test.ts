import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clean } from "../../../src/format/clean.ts";
import { withPassage } from "../../../src/tools/wiki/passage.ts";

describe("a passage is replaced as it is shown, and the rest stays as it is stored", () => {
  test.each<[stored: string, passage: string, replacement: string, result: string]>([
    ["a\r\nb\nc\r\n", "b\nc", "b\nX\nc", "a\r\nb\nX\r\nc\r\n"],
    ["a\nb\nc\r\n", "b\nc", "B\nc", "a\nB\nc\r\n"],
    ["eins\rzwei", "eins\nzwei", "eins\ndrei", "eins\rdrei"],
    ["fünf\u200b sechs", "fünf sechs", "fünf sieben", "fünf\u200b sieben"],
    ["x\u2028y\ufeff", "x\ny", "x\nz", "x\u2028z\ufeff"],
    ["می\u200cخواهم \u200bنه", "می\u200cخواهم نه", "می\u200cخواهم بله", "می\u200cخواهم \u200bبله"],
    ["a\u200bb a b", "a\u200bb", "ab", "ab a b"],
    ["👨\u200d👩\u200d👧!", "👧", "👦", "👨\u200d👩\u200d👦!"],
    ["one two", " two", "", "one"],
    ["one", "one", "one\ntwo", "one\ntwo"],
    ["one\r\ntwo", "two", "two\nthree", "one\r\ntwo\r\nthree"],
    ["one\rtwo", "one\ntwo", "one\n\ntwo", "one\n\ntwo"],
    ["م\u200ca!", "مa!", "مم!", "مم!"],
    ["one\rtwo\nthree", "one\ntwo\nthree", "one\n\nthree", "one\n\nthree"],
  ])("%j: %j becomes %j", (stored, passage, replacement, result) => {
    expect(withPassage(stored, passage, replacement)).toBe(result);
  });

  test.each([
    ["a b", "c", 0],
    ["a b a", "a", 2],
    ["a\r\nb a\nb", "a\nb", 2],
    ["a\u200bb ab", "ab", 2],
  ])("in %j, %j occurs %i times", (stored, passage, times) => {
    expect(withPassage(stored, passage, "x")).toBe(times);
  });

  test("whatever the texts are", () => {
    const character = fc.constantFrom(
      "a",
      "b",
      "ä",
      "日",
      "م",
      "\u200c",
      "\u200b",
      "\u00ad",
      "\r\n",
      "\n",
      "\r",
      "👧",
      "\ud800",
      " ",
    );
    const text = fc.array(character, { maxLength: 20 }).map((characters) => characters.join(""));
    fc.assert(
      fc.property(text, text, text, text, (before, passage, replacement, after) => {
        const [head, middle, tail] = [`${before}<`, `${passage}`, `>${after}`];
        if (clean(middle) === "") return;
        const result = withPassage(head + middle + tail, `<${clean(middle)}>`, `<${replacement}>`);
        const stored = clean(result as string);
        expect(stored).toBe(clean(`${clean(head)}${clean(replacement)}${clean(tail)}`));
        expect((result as string).startsWith(head)).toBe(true);
        expect((result as string).endsWith(tail)).toBe(true);
      }),
    );
  });
});

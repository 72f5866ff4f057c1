import { expect, test } from "vitest";
import { part } from "../../src/format/text.ts";

test("a text that fits comes whole, with no next part", () => {
  expect(part("short", 0, 10)).toEqual({ text: "short" });
});

test("the parts of a long text, put together, are the text", () => {
  const text = Array.from({ length: 500 }, (_, at) => `line ${at} ${"x".repeat(at % 37)}`).join("\n");
  let [offset, whole]: [number | undefined, string] = [0, ""];
  while (offset !== undefined) {
    const shown = part(text, offset, 300);
    expect(shown.text.length).toBeLessThanOrEqual(300);
    whole += shown.text;
    offset = shown.next;
  }
  expect(whole).toBe(text);
});

test("a part ends with a whole line where one ends near", () => {
  expect(part("aaaaaaaa\nbbbbbbbb", 0, 10).text).toBe("aaaaaaaa\n");
});

test("no character is cut in half", () => {
  expect(part("😀😀😀", 0, 3)).toEqual({ text: "😀", next: 2 });
});

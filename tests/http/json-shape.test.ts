import { expect, test, vi } from "vitest";
import { bounds } from "../../src/http/bounds.ts";
import { isOvergrown, parseJson, parseLongJson } from "../../src/http/json-shape.ts";

const bytes = (text: string) => Buffer.from(text);

test.each([
  ["a call", '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":{"a":[1,2,3]}}}'],
  ["a text full of marks", JSON.stringify({ text: '[{,:"\\'.repeat(50_000) })],
  ["a text that ends in a backslash", JSON.stringify(["\\", "\\\\", '\\"', "[".repeat(40_000)])],
  ["as many values as are allowed", `[${"0,".repeat(bounds.jsonMarks - 3)}0]`],
  ["as deep as is allowed", "[".repeat(bounds.jsonDepth) + "]".repeat(bounds.jsonDepth)],
  ["texts in every script", JSON.stringify({ a: "日本語 🙂 \u2028", b: "é" })],
])("%s is not too much", (_, json) => {
  expect(parseJson(bytes(json))).toEqual({ value: JSON.parse(json) });
});

test.each([
  ["too many values", `[${"0,".repeat(bounds.jsonMarks)}0]`],
  ["too many objects", `[${"{},".repeat(bounds.jsonMarks / 2)}0]`],
  ["too many names", `{${'"":0,'.repeat(bounds.jsonMarks / 2)}"":0}`],
  ["too deep", "[".repeat(bounds.jsonDepth + 1)],
  ["brackets after a text with an escaped quote", `"\\"${'"'}${"[".repeat(bounds.jsonDepth + 1)}`],
  ["brackets after a text that ends in a backslash", `"\\\\"${"[".repeat(bounds.jsonDepth + 1)}`],
])("%s is told before it is parsed", (_, json) => {
  expect(parseJson(bytes(json))).toEqual({ problem: "overgrown" });
});

test("what is no JSON is the parser's to refuse", () => {
  expect(parseJson(bytes("{'a':1}"))).toEqual({ problem: "not_json" });
});

test("eight megabytes are counted in a moment", () => {
  const worst = bytes(`"${'\\"'.repeat(4_000_000)}"`);
  const begun = performance.now();
  expect(isOvergrown(worst)).toBe(false);
  expect(performance.now() - begun).toBeLessThan(500);
});

const turnBytes = 512 * 1024; // of a long body, at a time
const padded = (end: string, before: number) => `["${"a".repeat(turnBytes - 2 - before)}${end}`;

test.each([
  ["an escaped quote", padded('\\""]', 1)],
  ["an escaped backslash", padded('\\\\"]', 1)],
  ["a backslash before the cut and brackets after it", padded(`\\"${"[".repeat(100)}"]`, 1)],
  ["the end of a text and too many brackets", padded(`"${"[".repeat(100)}`, 1)],
  ["half a letter", padded('€"]', 2)],
  ["half an emoji", padded('🙂"]', 3)],
  ["nothing but text", padded(`${"b".repeat(3 * turnBytes)}"]`, 0)],
  ["what is no JSON", padded("'", 1)],
])("a long body gives the same as a short one, with %s where it is cut", async (_, json) => {
  const long = bytes(json);
  let turns = 0;
  let counting = setImmediate(function count() {
    turns += 1;
    counting = setImmediate(count);
  });
  expect(await parseLongJson([long])).toEqual(parseJson(long));
  clearImmediate(counting);
  if (!isOvergrown(long)) expect(turns).toBeGreaterThanOrEqual(Math.floor(long.length / turnBytes));
});

const letters = ["a", "é", "€", "🙂", "\\n", "\\\\", '\\"', "\\u0041", "\\ud83d\\ude00", "[", ",", "\u2028"];

test.each(["seven bytes", "two kilobytes", "a whole block", "no rule"])(
  "long strings come back whole from pieces of %s, whatever their letters",
  async (size) => {
    const random = randomFrom(7);
    for (let round = 0; round < 8; round += 1) {
      const text = () => Array.from({ length: random(round < 4 ? 40_000 : 900) }, () => letters[random(12)]).join("");
      const json = bytes(`{"a":"${text()}","b":[1,"${text()}","${text()}",{"__proto__":"${text()}"}],"c":null}`);
      const pieces: Buffer[] = [];
      const fixed = { "seven bytes": 7, "two kilobytes": 2_048, "a whole block": 65_536 }[size];
      for (let at = 0; at < json.length; ) {
        const length = fixed ?? 1 + random(5_000);
        pieces.push(json.subarray(at, at + length));
        at += length;
      }
      expect(await parseLongJson(pieces)).toEqual({ value: JSON.parse(json.toString()) });
    }
  },
);

test.each([
  ["a line end", '"\n'],
  ["an escape that does not exist", '"\\x'],
  ["a code point with three digits", '"\\u12"'],
  ["a code point with other letters", '"\\u1é23'],
  ["no end", '"a'],
])("a long string with %s in its middle is no JSON", async (_, begin) => {
  const rest = "b".repeat(200_000);
  const json = begin.endsWith("a") ? begin + rest : `"${rest}${begin.slice(1)}${rest}"`;
  expect(await parseLongJson([bytes(json)])).toEqual({ problem: "not_json" });
});

test("the parser never sees eight megabytes of text at once", async () => {
  const parse = vi.spyOn(JSON, "parse");
  const read = await parseLongJson([bytes(`{"text":"€${"a".repeat(8_000_000)}"}`)]);
  const longest = Math.max(...parse.mock.calls.map(([text]) => text.length));
  parse.mockRestore();
  expect("value" in read && (read.value as { text: string }).text).toBe(`€${"a".repeat(8_000_000)}`);
  expect(longest).toBeLessThan(150_000);
});

/** Whole numbers below a limit, the same in each run. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

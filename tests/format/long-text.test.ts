import { describe, expect, test } from "vitest";
import { clean } from "../../src/format/clean.ts";
import { longText } from "../../src/format/long-text.ts";
import { encodingOf } from "../../src/format/text-encoding.ts";
import { atOnce } from "../../src/in-turns.ts";

const megabytes = 8_000_000;
const utf8 = (text: string) => new TextEncoder().encode(text);
const repeated = (unit: Uint8Array) => new Uint8Array(Buffer.alloc(megabytes, unit));

describe("eight megabytes are read in short turns", () => {
  test.each([
    ["UTF-8 with joiners", repeated(utf8("न\u200dम्\u200c a\u200d👩‍💻 "))],
    ["UTF-8 of invisible characters", repeated(utf8("\u200b\u2060\u202e"))],
    ["Latin-1", repeated(new Uint8Array([0xe9, 0x20, 0xe0, 0x61]))],
    ["Shift_JIS", repeated(new Uint8Array([0x83, 0x65, 0x83, 0x58, 0x8a, 0xbf, 0x82, 0xcc]))],
    ["GB18030", repeated(new Uint8Array([0xb4, 0xed, 0xce, 0xf3, 0xb1, 0xa8, 0xb8, 0xe6]))],
    ["UTF-16", repeated(new Uint8Array([0xff, 0xfe, 0x61, 0, 0x0d, 0x20, 0xe4, 0]))],
    ["ASCII with one other byte at the end", repeated(utf8("plain line\n")).with(-1, 0xe9)],
    ["one line of ASCII, then Latin-1", repeated(utf8("a")).fill(0xe9, megabytes - 100)],
    ["UTF-8 with a damaged byte at the end", repeated(utf8("äöü ")).with(-1, 0xff)],
    ["the replacement character itself", repeated(utf8("\ufffd"))],
  ])(
    "%s",
    (_, bytes) => {
      const reading = () => {
        const found = longest(encodingOf(bytes, false));
        return Math.max(found.ms, longest(longText(bytes, found.value?.encoding ?? "", false)).ms);
      };
      let ms = reading();
      for (let again = 0; again < 2 && ms >= 50; again += 1) ms = reading(); // garbage of other files is collected in some step
      expect(ms).toBeLessThan(50);
    },
    30_000,
  );
});

test("a text is the same in slices as in one piece, wherever they meet", () => {
  const parts = [
    "\r\n",
    "न\u200dम",
    "👩‍💻",
    "e\u0301",
    "\u200b",
    "\u202e\u2066",
    "葛\u{e0100}",
    "a\u200c",
    "\ufffd",
    "☎\ufe0f",
  ];
  for (let shift = 0; shift < 12; shift += 1) {
    const content = `${"a".repeat(shift)}${parts.join("").repeat(5_000)}`;
    for (const encoding of ["utf-8", "utf-16le"] as const) {
      const text = atOnce(longText(Buffer.from(content, encoding === "utf-8" ? "utf8" : "utf16le"), encoding, false));
      expect(text.slice(0, text.length) === clean(content)).toBe(true);
      expect(text.slice(70_000, 140_000) === clean(content).slice(70_000, 140_000)).toBe(true);
      expect(text.damaged).toBe(false);
    }
  }
});

/** The longest step, in time of this thread on a core. */
function longest<T>(steps: Generator<void, T>): { value: T; ms: number } {
  for (let ms = 0; ; ) {
    const begun = process.threadCpuUsage();
    const step = steps.next();
    const { user, system } = process.threadCpuUsage(begun);
    ms = Math.max(ms, (user + system) / 1_000);
    if (step.done) return { value: step.value, ms };
  }
}

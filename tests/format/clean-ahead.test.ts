import { describe, expect, test } from "vitest";
import { clean, cleanAhead } from "../../src/format/clean.ts";
import { atOnce } from "../../src/in-turns.ts";

const texts = {
  "joiners between Latin letters": "a\u200d".repeat(1_900_000),
  "joiners between Arabic letters": "ب\u200d".repeat(1_500_000),
  "variation selectors": "❤\ufe0f\u200d❤ ".repeat(700_000),
  tags: "\u{e0041}".repeat(1_000_000),
  "lines of old": "é\r".repeat(1_900_000),
  "Cyrillic letters": "щ".repeat(3_800_000),
};

describe.each(Object.entries(texts))("%s", (_, text) => {
  test("are cleaned in short steps, to the same text", () => {
    const whole = clean(text);
    const { ms, forget } = longestStep({ issue: { description: text } });
    expect(ms).toBeLessThan(50); // CPU of this thread
    const begun = process.threadCpuUsage().user;
    expect(clean(text) === whole).toBe(true);
    expect((process.threadCpuUsage().user - begun) / 1_000).toBeLessThan(30); // nothing is left to do
    forget();
  });
});

test("many notes are cleaned in short steps too, and forgotten with the last call that needs them", () => {
  const journals = Array.from({ length: 100 }, (_, at) => ({ notes: `${at}${"é\u200d".repeat(20_000)}` }));
  const first = longestStep({ journals });
  const second = longestStep({ journals: structuredClone(journals) });
  expect(Math.max(first.ms, second.ms)).toBeLessThan(50);
  first.forget();
  first.forget();
  expect(cpuOfCleaning(journals)).toBeLessThan(20);
  second.forget();
  expect(cpuOfCleaning(journals)).toBeGreaterThan(20);
});

test("the parts of a text make the same as the whole", () => {
  const words = [
    "a",
    "\r\n",
    "می\u200cخواهم",
    "❤\ufe0f",
    "👩\u200d👩\u200d👧",
    "क\u094d\u200dष",
    "\u{e0041}",
    "\u202e",
    "😀",
    "\ud800",
    " ",
  ];
  let seed = 7;
  const next = (most: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % most;
  };
  for (let count = 0; count < 20; count += 1) {
    const text = Array.from({ length: 60_000 }, () => words[next(words.length)]).join("");
    const whole = clean(text);
    const forget = atOnce(cleanAhead([text]));
    expect(clean(text) === whole).toBe(true);
    forget();
  }
});

function longestStep(value: unknown): { ms: number; forget: () => void } {
  const steps = cleanAhead(value);
  for (let ms = 0; ; ) {
    const begun = process.threadCpuUsage().user;
    const step = steps.next();
    ms = Math.max(ms, (process.threadCpuUsage().user - begun) / 1_000);
    if (step.done) return { ms, forget: step.value };
  }
}

function cpuOfCleaning(journals: readonly { notes: string }[]): number {
  const begun = process.threadCpuUsage().user;
  for (const { notes } of journals) clean(notes);
  return (process.threadCpuUsage().user - begun) / 1_000;
}

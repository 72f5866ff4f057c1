import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addMonths } from "../../src/redmine/person-day.ts";
import { parseDay } from "../../src/tools/dates.ts";
import { updateIssue } from "../../src/tools/issues/update-issue.ts";
import { personOf } from "../support/person.ts";
import { createTestRedmine } from "../support/test-redmine.ts";

const iso = /^\d{4}-\d{2}-\d{2}$/;
const forms = /^(\d{4}-\d{2}-\d{2}|today|yesterday|tomorrow|[+-]\d{1,4}[dwm])$/i;

describe("a date", () => {
  test.each(["3rd", "2027 end", "bald", "7d", "next week", "2026-02-30", "2026-13-01", "26.11.2026", "", "+d", "--7d"])(
    "%j is none",
    (text) => {
      expect(parseDay(text)).toBeUndefined();
    },
  );

  test.each([
    ["2026-01-31", { date: "2026-01-31" }],
    [" Today ", { days: 0 }],
    ["yesterday", { days: -1 }],
    ["tomorrow", { days: 1 }],
    ["+7d", { days: 7 }],
    ["-2w", { days: -14 }],
    ["+1M", { months: 1 }],
  ])("%j is %j", (text, day) => {
    expect(parseDay(text)).toEqual(day);
  });

  test("any text is one of the forms, or no date", () => {
    const near = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.stringMatching(/^[+-]?\d{0,5}[dwmrst]{0,3}$/),
      fc.stringMatching(/^\d{4}-\d{2}-\d{2}.?$/),
      fc.constantFrom("toda", "heute", "tomorrow!", "2026-02-29", "today..tomorrow"),
    );
    fc.assert(
      fc.property(near, (text) => {
        const day = parseDay(text);
        if (day === undefined) return;
        expect(text.trim()).toMatch(forms);
        if ("date" in day) expect(new Date(`${day.date}T00:00:00Z`).toISOString().slice(0, 10)).toBe(day.date);
      }),
    );
  });

  test("any word given as a due date is saved by the grammar, or refused with its forms", async () => {
    const alice = personOf(createTestRedmine(), "alice");
    const word = fc.oneof(fc.stringMatching(/^[a-z0-9 +.-]{1,12}$/), fc.stringMatching(/^[+-]\d{1,2}[dwm]$/));
    await fc.assert(
      fc.asyncProperty(word, async (due_date) => {
        const { text, isError } = await alice.call(updateIssue, { issue_id: 1, due_date });
        if (forms.test(due_date.trim()) || due_date.trim() === "") return;
        expect(isError).toBe(true);
        expect(text).toMatch(/Give 2026-01-31, today, yesterday, tomorrow, \+7d, -2w or \+1m/);
      }),
      { numRuns: 25 },
    );
  });

  test("months keep the day or end with the month", () => {
    expect(addMonths("2026-01-31", 1)).toBe("2026-02-28");
    expect(addMonths("2026-03-15", -3)).toBe("2025-12-15");
    fc.assert(
      fc.property(fc.integer({ min: -2_000, max: 2_000 }), (months) => {
        expect(addMonths("2026-01-31", months)).toMatch(iso);
      }),
    );
  });
});

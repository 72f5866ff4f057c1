import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { relateIssues } from "../../src/tools/relations.ts";
import { changeWatchers } from "../../src/tools/watchers.ts";
import { fuzzRuns } from "../support/fuzz-runs.ts";
import { answers, type Case, lying } from "./suites/lying-redmine.ts";
import { creating, newId, newRecords } from "./suites/new-records.ts";
import { kinds, type State } from "./suites/record-kinds.ts";

// Whatever was requested and whatever Redmine did, the answer is the difference between two reads.

const claimsNothing = /was NOT changed|was NOT saved|nothing was changed|nothing was saved|nothing was related/i;

describe("the answer to a write is the difference between two reads", () => {
  test.each(Object.entries(kinds))("%s", async (_name, kind) => {
    const state = fc.record(
      Object.fromEntries(Object.entries(kind.values).map(([label, all]) => [label, fc.constantFrom(...all)])),
    );
    const some = (record: fc.Arbitrary<State>) =>
      fc
        .tuple(record, fc.subarray(Object.keys(kind.values), { minLength: 1 }))
        .map(([all, labels]) => Object.fromEntries(labels.map((label) => [label, all[label] ?? ""])));
    const cases = fc.record<Case>({
      before: state,
      requested: some(state),
      did: fc.constantFrom("saves", "ignores", "saves one", "saves another value"),
      answer: fc.constantFrom(...Object.keys(answers)),
      meanwhile: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: some(state) }),
    });

    let writes = 0;
    await fc.assert(
      fc.asyncProperty(cases, async (example) => {
        const { context, reads, requests } = lying(kind, example);
        const { text } = await kind.tool.call(kind.args(example.requested), context);
        if (!requests.some((request) => /^(PUT|POST)/.test(request))) return; // nothing to save
        writes += 1;

        const labels = Object.keys(kind.values);
        const shown = (label: string, value: string | undefined) => kind.shown?.(label, value ?? "") ?? value ?? "";
        const changed = labels.filter((label) => reads.before[label] !== reads.after[label]);
        if (changed.length === 0) expect(text).not.toMatch(/(?<!nothing )(?<!NOT )\bwas changed/i);
        else expect(text).not.toMatch(claimsNothing);
        for (const label of changed) {
          const row =
            text.split("\n").find((line) => new RegExp(`^(Also changed: |Lost: )?${label}[: ]`).test(line)) ?? text;
          const now = shown(label, reads.after[label]);
          if (now === "") expect(row).toMatch(/→ (“”|none|0 h)|^Lost: /);
          else expect(row).toContain(now);
        }
        const unsaved = Object.entries(example.requested).filter(([label, value]) => reads.after[label] !== value);
        const isPart = kind.tool === changeWatchers || kind.tool === relateIssues; // they ask for a part of the list
        if (unsaved.length > 0 && !isPart)
          expect(text).toMatch(
            /NOT|not .* as requested|not all as requested|error|refused|confirm|changed .* in the meantime|answer/,
          );
      }),
      { numRuns: fuzzRuns(30, 300) },
    );
    expect(writes).toBeGreaterThan(5);
  });
});

describe("a create that ends in an error tells what is there now, and is not sent again", () => {
  const errors = Object.entries(answers).filter(([name]) => !["success", "refusal", "conflict"].includes(name));
  const cases = Object.entries(newRecords).flatMap(([name, kind]) =>
    errors.flatMap(([what, answer]) =>
      [true, false].flatMap((saves) =>
        (kind.isTimeless ? [false] : [true, false]).map((older) => ({ name, what, saves, older, kind, answer })),
      ),
    ),
  );

  test.each(cases)("$name after $what, saved: $saves, an older one: $older", async ({ kind, saves, older, answer }) => {
    const { context, requests } = creating(kind, { saves, older, answer: () => answer(undefined) });
    const { text, isError } = await kind.tool.call(kind.args, context);

    expect(requests.filter((request) => request.startsWith("POST"))).toHaveLength(1);
    if (saves) {
      expect(isError, text).toBe(false);
      expect(text).toMatch(new RegExp(`Redmine did not confirm it, but .* is there: it is .*\\b${newId}\\b`));
      expect(text).toContain("Do not create it again.");
      expect(text).not.toMatch(/not there|may or may not/);
    } else {
      expect(isError).toBe(true);
      expect(text).toContain("it is not there");
      expect(text).toContain("Nothing was created so far.");
      expect(text.includes("is the same and older")).toBe(older);
    }
  });

  test.each(Object.entries(newRecords))("%s: Redmine's own answer needs no look", async (_, kind) => {
    const { context, requests } = creating(kind, { saves: true, older: false, answer: () => undefined });
    const { text, isError } = await kind.tool.call(kind.args, context);
    expect(isError, text).toBe(false);
    expect(text).not.toContain("confirm");
    expect(requests.length).toBeLessThanOrEqual(6);
  });

  test("an entry that the same call logged a moment ago is not taken for the one that failed", async () => {
    const kind = newRecords["time entry"];
    if (!kind) throw new Error("no such kind");
    let posts = 0;
    const crash = () => (++posts > 1 ? Response.json({ status: 500 }, { status: 500 }) : undefined);
    const { context } = creating(kind, { saves: true, older: false, answer: crash });
    const { text } = await kind.tool.call({ ...kind.args, more: [{ hours: "1:30", comment: "Review" }] }, context);
    expect(text).toContain("it is not there");
  });
});

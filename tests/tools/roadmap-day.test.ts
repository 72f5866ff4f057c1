import { expect, test } from "vitest";
import { createQuote } from "../../src/format/text.ts";
import { getRoadmap } from "../../src/tools/roadmap.ts";
import { personOf } from "../support/person.ts";
import { testSettings } from "../support/test-context.ts";
import { createTestRedmine } from "../support/test-redmine.ts";

// Version 1.1 of Alpha is due on 2026-04-01. The sample's own day is in UTC; an answer to the question which day it is
// where the person is stands in for other zones.

async function roadmapAt(time: string, personDay?: string) {
  const alice = personOf(createTestRedmine(), "alice");
  const day = personDay && { today: personDay, known: true };
  const quarter = Math.floor(Date.parse(time) / 900_000);
  if (day) await alice.redmine.lookups.get(`person day:${quarter}`, async () => day);
  const before = alice.sent();
  const args = { project_id: "Alpha", closed: false, offset: 0 };
  const context = {
    redmine: alice.redmine,
    settings: testSettings(),
    quote: createQuote("x"),
    now: new Date(time),
    canAsk: false,
    mayWrite: false,
  };
  const end = alice.redmine.begin(false);
  const text = String(await getRoadmap.execute(args, context));
  end();
  return { isLate: /- 1\.1 .*OVERDUE/.test(text), requests: alice.sent() - before };
}

test.each([
  ["2026-04-02T03:00:00Z", "2026-04-01", false], // still the day it is due, west of Greenwich
  ["2026-04-02T03:00:00Z", "2026-04-02", true],
  ["2026-04-01T20:00:00Z", "2026-04-02", true], // the next day already, east of it
  ["2026-04-01T20:00:00Z", "2026-04-01", false],
])("at %s, where the person has %s, the version is late: %j", async (time, day, isLate) => {
  expect((await roadmapAt(time, day)).isLate).toBe(isLate);
});

test("the day is asked for only where it decides", async () => {
  const long = await roadmapAt("2026-05-01T12:00:00Z");
  const known = await roadmapAt("2026-05-01T12:00:00Z", "2026-05-01");
  expect(long).toEqual(known);
  expect(long.isLate).toBe(true);
});

import { expect, test } from "vitest";
import { z } from "zod";
import { failureOf } from "../../src/redmine/failure.ts";
import { issueAnswer } from "../../src/redmine/issues.ts";
import { validated, validatedInTurns } from "../../src/redmine/validate.ts";

const rows = z.array(z.object({ id: z.number(), name: z.string().nullish(), parts: z.array(z.string()).default([]) }));
const many = (length: number) => Array.from({ length }, (_, id) => ({ id, name: `name ${id}`, unknown: 1 }));
const journals = (length: number) =>
  Array.from({ length }, (_, id) => ({
    id,
    user: { id: 5, name: "Alice" },
    notes: id % 3 === 0 ? "n" : null,
    created_on: "2026-03-23T23:00:00Z",
    details: id % 2 === 0 ? [{ property: "attr", name: "status_id", old_value: "1", new_value: "2" }] : undefined,
  }));
const named = { id: 1, name: "N" };
const issue = {
  ...{ id: 62, project: named, tracker: named, status: named, priority: named, subject: "s" },
  ...{ created_on: "2026-03-23T23:00:00Z", updated_on: "2026-03-23T23:00:00Z" },
};

test.each<[string, z.ZodType, unknown]>([
  ["a list", rows, many(1_000)],
  ["a list in an object", z.object({ rows, total_count: z.number() }), { rows: many(1_000), total_count: 1_000, x: 1 }],
  ["a list in a list", rows, [{ id: 1, parts: many(500).map(({ name }) => name) }, ...many(100)]],
  ["a list that may be missing", z.object({ rows: rows.optional(), b: rows.nullish() }), { rows: many(300), b: null }],
  ["a list that has a default", z.object({ rows: rows.default([]) }), { rows: many(300) }],
  ["lists on all levels of an object that names itself", nested(), tree(60, 2)],
  ["an issue with a long history", issueAnswer, { issue: { ...issue, journals: journals(3_000), children: [] } }],
  ["an object whose members it does not know", z.looseObject({ rows }), { rows: many(300), other: [1] }],
  ["an object that takes no other member", z.strictObject({ rows }), { rows: many(300) }],
  ["a list with a rule of its own", z.object({ rows: rows.min(1) }), { rows: many(300) }],
  [
    "an object with a rule of its own",
    z.object({ rows }).refine((value) => value.rows.length > 2),
    { rows: many(300) },
  ],
  ["a list that may be anything else", z.object({ rows: rows.catch([]) }), { rows: [...many(300), "x"] }],
  [
    "a member of the prototype's name",
    z.object({ rows }),
    JSON.parse(`{"rows":${JSON.stringify(many(300))},"__proto__":{}}`),
  ],
])("%s is the same in turns as in one", async (_, schema, json) => {
  expect(await validatedInTurns(json, schema, "read")).toEqual(validated(json, schema, "read"));
});

test.each<[string, z.ZodType, unknown]>([
  ["an element", rows, [...many(300), { id: "x" }]],
  ["an element's list", z.object({ rows }), { rows: [...many(300), { id: 1, parts: [...Array(80).fill("a"), 5] }] }],
  ["another member", z.object({ rows, total_count: z.number() }), { rows: many(300), total_count: "x" }],
  ["a missing member", z.object({ rows, total_count: z.number() }), { rows: many(300) }],
  ["a member that is no list", z.object({ rows, b: rows }), { rows: many(300), b: {} }],
  ["an unknown member where none may be", z.strictObject({ rows }), { rows: many(300), x: 1 }],
])("%s that is wrong is named the same in turns as in one", async (_, schema, json) => {
  const failure = await validatedInTurns(json, schema, "read").catch(failureOf);
  expect(failure).toMatchObject({ reason: "not_redmine", because: "shape" });
  expect(failure).toEqual(
    await Promise.resolve()
      .then(() => validated(json, schema, "read"))
      .catch(failureOf),
  );
});

test.each<[string, z.ZodType, unknown]>([
  ["20,000 journals", issueAnswer, { issue: { ...issue, journals: journals(20_000) } }],
  [
    "one journal with 100,000 changes",
    issueAnswer,
    { issue: { ...issue, journals: [...journals(60), changes(100_000)] } },
  ],
])("%s are checked in many turns", async (_, schema, json) => {
  let turns = 0;
  let counting = setImmediate(function count() {
    turns += 1;
    counting = setImmediate(count);
  });
  const begun = performance.now();
  await validatedInTurns(json, schema, "read");
  const ms = performance.now() - begun;
  clearImmediate(counting);
  expect(turns).toBeGreaterThanOrEqual(Math.floor(ms / 100)); // a turn has 8 ms on a quiet machine
  expect(turns).toBeGreaterThan(1);
});

interface Node {
  id: number;
  children?: Node[] | undefined;
}

function nested(): z.ZodType<Node> {
  const node: z.ZodType<Node> = z.object({ id: z.number(), children: z.lazy(() => z.array(node)).optional() });
  return node;
}

function tree(width: number, depth: number): Node {
  return { id: depth, ...(depth > 0 && { children: Array.from({ length: width }, () => tree(width, depth - 1)) }) };
}

function changes(length: number) {
  const details = Array.from({ length }, (_, at) => ({
    property: "cf",
    name: `${at}`,
    old_value: "1",
    new_value: "2",
  }));
  return { id: 1, created_on: "2026-03-23T23:00:00Z", details };
}

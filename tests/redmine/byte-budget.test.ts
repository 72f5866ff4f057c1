import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createByteBudget, createHeld } from "../../src/redmine/byte-budget.ts";
import { createRedmine } from "../../src/redmine/client.ts";
import { failureOf } from "../../src/redmine/failure.ts";
import { path } from "../../src/redmine/path.ts";
import { createSend } from "../../src/redmine/send.ts";
import { Secret } from "../../src/secret.ts";
import { listIssues } from "../../src/tools/issues/list-issues.ts";
import { stubRedmine } from "../support/stub-redmine.ts";

const forever = new AbortController().signal;
const failure = (asked: Promise<unknown>) => asked.then(() => undefined, failureOf);

describe("the budget of bytes", () => {
  test("lets large answers in as others end, first come, first served", async () => {
    const budget = createByteBudget({ shared: 10, kept: 5 });
    const patient = { person: 1, signal: forever };
    const first = await budget.reserve(6, patient);
    const order: string[] = [];
    const second = budget.reserve(6, patient).then((release) => [order.push("second"), release] as const);
    const third = budget.reserve(3, patient).then((release) => [order.push("third"), release] as const);
    await Promise.resolve();
    expect(order).toEqual([]); // a small one does not pass a large one that waits

    first.release();
    first.release(); // given back once
    const [, release] = await second;
    await third;
    expect(order).toEqual(["second", "third"]);
    release.release();
    expect(await failure(budget.reserve(8, { person: 1, patienceMs: 5, signal: forever }))).toMatchObject({
      because: "busy",
    });
  });

  test("whatever one person holds, there is room for another's", async () => {
    const budget = createByteBudget({ shared: 10, kept: 5 });
    const hog = { person: 1, signal: forever };
    const held = await budget.reserve(10, hog);
    const order: string[] = [];
    for (let count = 0; count < 50; count += 1) void budget.reserve(10, hog).then(() => order.push("hog"));
    const first = await budget.reserve(5, { person: 2, signal: forever });
    const second = budget.reserve(5, { person: 3, signal: forever }).then(() => order.push("another's"));
    await Promise.resolve();
    expect(order).toEqual([]); // no more than is kept for that

    held.release();
    await second;
    expect(order).toEqual(["another's"]); // before the fifty that have waited longer
    first.release();
    await expect.poll(() => order).toEqual(["another's", "hog"]);
  });

  test("a request that gives up leaves the queue, and more than all of it is all of it", async () => {
    const budget = createByteBudget({ shared: 10, kept: 5 });
    const whole = await budget.reserve(99, { person: 1, signal: forever });
    const gone = new AbortController();
    const waiting = budget.reserve(1, { person: 1, signal: gone.signal });
    gone.abort(new Error("gone"));
    await expect(waiting).rejects.toThrow("gone");
    whole.shrinkTo(4);
    expect(await failure(budget.reserve(6, { person: 1, patienceMs: 5, signal: forever }))).toBeUndefined();
  });
});

const credentials = {
  key: "grant",
  userId: 5,
  scopes: undefined,
  current: async () => ({ kind: "api-key" as const, secret: new Secret("key") }),
  renew: async () => undefined,
};

/** A Redmine whose issues are as large as their number says, in MB. */
function largeRedmine() {
  const send = createSend("http://redmine.test", async (input) => {
    const { pathname } = new URL(new Request(input).url);
    if (pathname.startsWith("/my/")) return Response.json({ user: { id: 5 } });
    return Response.json({ text: "x".repeat(Number(/\d+/.exec(pathname)?.[0]) * 1_000_000) });
  });
  return createRedmine(send);
}

const read = (redmine: ReturnType<ReturnType<typeof createRedmine>["as"]>, mb: number) =>
  redmine.get(path`issues/${mb}.json`, z.unknown(), { what: `issue #${mb}` });

test("an answer of more than 8 MB is refused in words, with a way on", async () => {
  const redmine = largeRedmine().as(credentials);
  expect(await failure(read(redmine, 7))).toBeUndefined();
  redmine.begin(false)();
  expect(await failure(read(redmine, 9))).toEqual({ reason: "too_large", what: "issue #9", maxBytes: 8 * 1024 * 1024 });

  const { context } = stubRedmine({
    "/issues.json": () => ({ issues: [], total_count: 0, padding: "x".repeat(9_000_000) }),
  });
  const { text, isError } = await listIssues.call({}, context);
  expect(isError).toBe(true);
  expect(text).toMatch(/^Too large to read: .* at most 8 MB .*limit, and offset/);
});

test("large answers of several calls wait for each other; a call that holds one already is told to come back", async () => {
  const redmine = largeRedmine();
  const [one, two, three] = [redmine.as(credentials), redmine.as(credentials), redmine.as(credentials)];
  const ends = [one, two, three].map((call) => call.begin(false));
  await Promise.all([read(one, 7), read(two, 7)]);
  const waiting = read(three, 7);
  expect(await failure(read(one, 7))).toMatchObject({ reason: "unavailable", because: "busy" });
  ends[0]?.();
  expect(await waiting).toBeDefined();
});

test("an answer that no tool call waits for is given back once it is read", async () => {
  const redmine = largeRedmine().as(credentials); // completion, for one
  for (let times = 0; times < 4; times += 1) expect(await failure(read(redmine, 7))).toBeUndefined();
});

test("one call reads several large answers at once, where the next has room when the first are read", async () => {
  const redmine = largeRedmine().as(credentials);
  const end = redmine.begin(false);
  expect(await failure(Promise.all([2, 2, 2, 2].map((mb) => read(redmine, mb))))).toBeUndefined();
  end();
});

test("small answers wait for nothing", async () => {
  const redmine = largeRedmine();
  await Promise.all([1, 2].map(() => read(redmine.as(credentials), 7)));
  expect(await failure(read(redmine.as(credentials), 0))).toBeUndefined();
});

test("what a call holds is given back once", () => {
  const held = createHeld();
  let released = 0;
  held.add({
    shrinkTo: () => undefined,
    release: () => {
      released += 1;
    },
  });
  held.releaseAll();
  held.releaseAll();
  expect(released).toBe(1);
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createDocumentTurns } from "../../../src/file-text/document-turns.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Documents that end when told to; `order` has those that began. */
function desk(limits: Partial<Parameters<typeof createDocumentTurns>[0]> = {}) {
  const turns = createDocumentTurns({ atATime: 1, waiting: 4, patienceMs: 1_000, ...limits });
  const order: string[] = [];
  const refused: string[] = [];
  const ends: (() => void)[] = [];
  const bring = (name: string, person: number, fail = false) =>
    turns(person, async () => {
      order.push(name);
      await new Promise<void>((resolve) => ends.push(resolve));
      if (fail) throw new Error("damaged");
      return name;
    }).then(
      (answer) => answer === undefined && refused.push(name),
      () => undefined,
    );
  const end = async () => {
    ends.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { bring, end, order, refused };
}

test("somebody's first document is next, however many another has waiting", async () => {
  const { bring, end, order } = desk();
  for (const name of ["a1", "a2", "a3"]) bring(name, 1);
  bring("b1", 2);
  bring("c1", 3);
  for (let at = 0; at < 5; at++) await end();
  expect(order).toEqual(["a1", "b1", "c1", "a2", "a3"]);
});

test("a full queue has a place for somebody's first: the newest of whoever has most waiting is refused", async () => {
  const { bring, end, order, refused } = desk();
  for (const name of ["a1", "a2", "a3", "a4", "a5", "a6"]) bring(name, 1);
  await vi.advanceTimersByTimeAsync(0);
  expect(refused).toEqual(["a6"]);
  bring("b1", 2);
  await vi.advanceTimersByTimeAsync(0);
  expect(refused).toEqual(["a6", "a5"]);
  bring("b2", 2);
  await vi.advanceTimersByTimeAsync(0);
  expect(refused).toEqual(["a6", "a5", "b2"]);
  for (let at = 0; at < 6; at++) await end();
  expect(order).toEqual(["a1", "b1", "a2", "a3", "a4"]);
});

test("with one document of each person waiting, nobody's place is taken", async () => {
  const { bring, refused } = desk();
  for (let person = 1; person <= 6; person++) bring(`p${person}`, person);
  await vi.advanceTimersByTimeAsync(0);
  expect(refused).toEqual(["p6"]);
});

test("who waited too long is refused and leaves the queue; a document that fails ends its turn", async () => {
  const { bring, end, order, refused } = desk();
  bring("a1", 1, true);
  bring("b1", 2);
  await vi.advanceTimersByTimeAsync(1_001);
  expect(refused).toEqual(["b1"]);
  bring("c1", 3);
  await end();
  await end();
  bring("d1", 4);
  await vi.advanceTimersByTimeAsync(0);
  expect(order).toEqual(["a1", "c1", "d1"]);
});

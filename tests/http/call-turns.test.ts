import { EventEmitter } from "node:events";
import type { Context } from "hono";
import { expect, test } from "vitest";
import { bounds } from "../../src/http/bounds.ts";
import { callTurns } from "../../src/http/call-turns.ts";

/** Calls of a person, by number: which have begun, and how each ends. */
function calls(turnOf: ReturnType<typeof callTurns>, user: number, count: number) {
  const begun: number[] = [];
  const responses = Array.from({ length: count }, (_, index) => {
    const outgoing = new EventEmitter();
    void turnOf({ env: { outgoing } } as unknown as Context, user).then(() => begun.push(index));
    return outgoing;
  });
  const end = async (index: number) => {
    responses[index]?.emit("close");
    await settled();
  };
  return { begun, end };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const most = bounds.callsOfOne;

test("of one person's calls so many run at a time, and the next one begins when one has been answered", async () => {
  const { begun, end } = calls(callTurns(), 5, most + 3);
  await settled();
  expect(begun).toHaveLength(most);

  await end(2);
  await end(0);
  expect(begun.slice(most)).toEqual([most, most + 1]);
});

test("another person's call does not wait for them", async () => {
  const turnOf = callTurns();
  calls(turnOf, 5, 300);
  const other = calls(turnOf, 6, 1);
  await settled();
  expect(other.begun).toEqual([0]);
});

test("a client that leaves while it waits takes nobody's turn", async () => {
  const { begun, end } = calls(callTurns(), 5, most + 2);
  await settled();
  await end(most); // resolved, so that nothing hangs
  await end(0);
  expect(begun.slice(most)).toEqual([most, most + 1]);

  for (const index of [...Array(most + 2).keys()]) await end(index);
  const later = calls(callTurns(), 5, most);
  await settled();
  expect(later.begun).toHaveLength(most);
});

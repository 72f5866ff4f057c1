import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { failureOf } from "../../src/redmine/failure.ts";
import { createTurns, type Person } from "../../src/redmine/turns.ts";

const forever = new AbortController().signal;

/** Work that ends when it is told to, and who is at work. */
function workshop(places: number, now?: () => number) {
  const turns = createTurns(places, now);
  const atWork: { person: Person; end: () => void }[] = [];
  const order: Person[] = [];
  const ask = (person: Person, { heavy = false, signal = forever } = {}) =>
    turns({ person, heavy }, signal, () => {
      order.push(person);
      return new Promise<void>((resolve) => {
        const entry = {
          person,
          end: () => {
            atWork.splice(atWork.indexOf(entry), 1);
            resolve();
          },
        };
        atWork.push(entry);
      });
    });
  const endOne = async (person?: Person) => {
    (person === undefined ? atWork[0] : atWork.find((entry) => entry.person === person))?.end();
    await sleep(0);
  };
  const count = (person: Person) => atWork.filter((entry) => entry.person === person).length;
  return { ask, endOne, count, atWork, order };
}

describe("places at Redmine", () => {
  test("somebody alone gets all but the two that are kept for others", async () => {
    const { ask, count } = workshop(8);
    for (let times = 0; times < 20; times += 1) ask("alice");
    await sleep(0);
    expect(count("alice")).toBe(6);
    ask("bob");
    await sleep(0);
    expect(count("bob")).toBe(1);
  });

  test.each([
    [8, 2],
    [16, 3],
    [40, 3],
  ])("of %i places, everybody has %i at most while others are active, and they take turns", async (places, most) => {
    const { ask, endOne, count, order, atWork } = workshop(places);
    ask("carol");
    for (let times = 0; times < 30; times += 1) ask("alice");
    for (let times = 0; times < 30; times += 1) ask("bob");
    await sleep(0);
    expect([count("alice"), count("bob"), count("carol")]).toEqual([most, most, 1]);

    order.length = 0;
    for (let times = 0; times < 20; times += 1) await endOne();
    expect(atWork.length).toBe(2 * most);
    const [alices, bobs] = ["alice", "bob"].map((person) => order.filter((who) => who === person).length);
    expect(Math.abs((alices ?? 0) - (bobs ?? 0))).toBeLessThanOrEqual(3);
  });

  test("of everybody's heavy requests one is under way, and light ones go on beside it", async () => {
    const { ask, count, atWork } = workshop(8);
    ask("e");
    for (const person of ["a", "b", "c", "d"]) for (let at = 0; at < 5; at += 1) ask(person, { heavy: true });
    await sleep(0);
    expect(atWork.map(({ person }) => person)).toEqual(["e"]); // heavy ones begin when nobody else's light one is under way
    atWork[0]?.end();
    await sleep(0);
    expect(atWork.map(({ person }) => person)).toEqual(["a"]);
    for (const person of ["a", "a", "b", "e"]) ask(person); // light ones do not wait behind heavy ones
    await sleep(0);
    expect([count("a"), count("b"), count("e")]).toEqual([1, 1, 1]); // a heavy one is two of its person's
  });

  test("heavy requests of several people take turns", async () => {
    const { ask, endOne, order } = workshop(8);
    ask("e");
    for (const person of ["a", "b", "c"]) for (let at = 0; at < 3; at += 1) ask(person, { heavy: true });
    for (let at = 0; at < 10; at += 1) await endOne();
    expect(order).toEqual(["e", "a", "b", "c", "a", "b", "c", "a", "b", "c"]);
  });

  test("a heavy request waits for a quiet moment, a second at most", async () => {
    vi.useFakeTimers();
    const { ask, atWork } = workshop(8);
    ask("bob");
    ask("alice", { heavy: true });
    await vi.advanceTimersByTimeAsync(500);
    ask("bob");
    await vi.advanceTimersByTimeAsync(400);
    expect(atWork.map(({ person }) => person)).toEqual(["bob", "bob"]);
    await vi.advanceTimersByTimeAsync(200);
    expect(atWork.map(({ person }) => person)).toEqual(["bob", "bob", "alice"]);

    ask("alice", { heavy: true }); // and so does the one after it
    atWork[2]?.end();
    await vi.advanceTimersByTimeAsync(900);
    expect(atWork).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(200);
    expect(atWork).toHaveLength(3);
    vi.useRealTimers();
  });

  test.each([
    ["twice as long as somebody's light request took beside the last one", 800, 1_600],
    ["hardly at all where light requests took no time beside it", 20, 40],
    ["two seconds at most", 3_000, 2_000],
  ])("a heavy request rests before it begins: %s", async (_, tookMs, restMs) => {
    vi.useFakeTimers();
    const { ask, endOne, count } = workshop(8);
    ask("bob");
    await vi.advanceTimersByTimeAsync(0);
    const end = (person: Person) => Promise.all([endOne(person), vi.advanceTimersByTimeAsync(0)]);
    await end("bob");
    for (const person of ["alice", "alice", "bob"]) ask(person, { heavy: person === "alice" });
    await vi.advanceTimersByTimeAsync(tookMs);
    await end("bob");
    await end("alice");
    expect(count("alice")).toBe(0);
    ask("bob"); // light ones do not rest
    await vi.advanceTimersByTimeAsync(0);
    expect(count("bob")).toBe(1);
    await end("bob");
    await vi.advanceTimersByTimeAsync(restMs - 10);
    expect(count("alice")).toBe(0);
    await vi.advanceTimersByTimeAsync(20);
    expect(count("alice")).toBe(1);
    vi.useRealTimers();
  });

  test("a heavy request that has waited five seconds rests no more", async () => {
    vi.useFakeTimers();
    const { ask, endOne, count } = workshop(8);
    const end = (person: Person) => Promise.all([endOne(person), vi.advanceTimersByTimeAsync(0)]);
    ask("bob");
    await end("bob");
    for (let times = 0; times < 3; times += 1) ask("alice", { heavy: true });

    /** Lets one heavy request of 1.5 s go by, beside which Bob waits; gives the rest after it. */
    async function restAfterOne(): Promise<number> {
      ask("bob");
      await vi.advanceTimersByTimeAsync(1_500);
      await end("bob");
      await end("alice");
      let restMs = 0;
      for (; count("alice") === 0; restMs += 100) await vi.advanceTimersByTimeAsync(100);
      return restMs;
    }
    expect(await restAfterOne()).toBe(2_000);
    expect(await restAfterOne()).toBe(0);
    vi.useRealTimers();
  });

  test("a Redmine with more places has more heavy requests under way; somebody alone has two", async () => {
    const many = workshop(24);
    many.ask("e");
    await many.endOne();
    for (const person of ["a", "b", "c", "d"]) many.ask(person, { heavy: true });
    await sleep(0);
    expect(many.atWork).toHaveLength(3);

    const { ask, count } = workshop(8);
    for (let at = 0; at < 5; at += 1) ask("a", { heavy: true });
    await sleep(0);
    expect(count("a")).toBe(2);
  });

  test("what gives up while it waits leaves its place in the queue", async () => {
    const { ask, endOne, order } = workshop(3);
    const left = new AbortController();
    ask("alice");
    await sleep(0);
    const waiting = ask("alice", { signal: left.signal });
    left.abort(new Error("gone"));
    await expect(waiting).rejects.toThrow("gone");
    ask("alice");
    await endOne();
    expect(order).toEqual(["alice", "alice"]);
  });

  test("a hundred of one person may wait, four hundred of all", async () => {
    const { ask } = workshop(1);
    const busy = (asked: Promise<unknown>) => asked.then(() => undefined, failureOf);
    for (let times = 0; times < 101; times += 1) ask("alice").catch(() => undefined);
    expect(await busy(ask("alice"))).toMatchObject({ because: "busy", sent: "nothing" });
    for (let at = 0; at < 300; at += 1) ask(at).catch(() => undefined);
    expect(await busy(ask("bob"))).toMatchObject({ because: "busy", sent: "nothing" });
  });
});

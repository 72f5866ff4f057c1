import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { createRedmine } from "../../src/redmine/client.ts";
import type { Credentials } from "../../src/redmine/credentials.ts";
import { failureOf } from "../../src/redmine/failure.ts";
import { path } from "../../src/redmine/path.ts";
import { createSend } from "../../src/redmine/send.ts";
import { createTurns, type Person } from "../../src/redmine/turns.ts";
import { Secret } from "../../src/secret.ts";

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

describe("beside one person's many calls", () => {
  const person = (userId: number, key: string): Credentials => ({
    key,
    userId,
    scopes: undefined,
    current: async () => ({ kind: "api-key", secret: new Secret(`key-${userId}`) }),
    renew: async () => undefined,
  });

  /** A Redmine of five threads, each request of which takes 20 ms. */
  function slowRedmine() {
    const waiting: (() => void)[] = [];
    let free = 5;
    const seen: string[] = [];
    const send = createSend("http://redmine.test", async (input, init) => {
      const { headers, url } = new Request(input, init);
      seen.push(`${headers.get("x-redmine-api-key")} ${url}`);
      if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
      else free -= 1;
      await sleep(20);
      const next = waiting.shift();
      if (next) next();
      else free += 1;
      const id = Number(/\d+$/.exec(headers.get("x-redmine-api-key") ?? "")?.[0] ?? 0);
      return Response.json({ user: { id } });
    });
    return { redmine: createRedmine(send), send, seen };
  }

  /** Three requests, one after the other. */
  async function call(redmine: ReturnType<typeof createRedmine>, who: Credentials): Promise<void> {
    const reader = redmine.as(who);
    for (const id of [1, 2, 3]) await reader.get(path`issues/${id}.json`, { safeParse: pass } as never, { what: "it" });
  }
  const pass = (data: unknown) => ({ success: true, data });

  test("another person's call is not delayed behind their queue, whatever number of sign-ins they use", async () => {
    const { redmine, seen } = slowRedmine();
    const alice = Array.from({ length: 95 }, (_, at) => call(redmine, person(1, `grant ${at % 5}`)));
    await sleep(30);

    seen.length = 0;
    await call(redmine, person(2, "bob"));
    const before = seen.filter((line) => line.startsWith("key-1") && !line.includes("my/account")).length;
    expect(before).toBeLessThan(25); // of 285: those that ran beside Bob's three
    await Promise.all(alice);
  });

  test("a sign-in waits for none of it", async () => {
    const { redmine, send, seen } = slowRedmine();
    const alice = Array.from({ length: 95 }, () => call(redmine, person(1, "grant")));
    await sleep(30);

    seen.length = 0;
    await send({ method: "POST", path: path`oauth/token`, form: { grant_type: "refresh_token" } });
    expect(seen.length).toBeLessThan(15);
    await Promise.all(alice);
  });
});

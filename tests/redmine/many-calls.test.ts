import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { createRedmine } from "../../src/redmine/client.ts";
import type { Credentials } from "../../src/redmine/credentials.ts";
import { path } from "../../src/redmine/path.ts";
import { createSend } from "../../src/redmine/send.ts";
import { Secret } from "../../src/secret.ts";

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

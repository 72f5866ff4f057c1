import { setTimeout as sleep } from "node:timers/promises";
import type { Login } from "../support/mcp-client.ts";
import { type Attempt, call, redeem, refresh, walkToCode } from "./attempts.ts";

export interface Load {
  /** Every request that has ended, in the order of their ends. */
  attempts: Attempt[];
  /** Resolves after as many more requests have ended. */
  more(count: number): Promise<void>;
  end(): Promise<void>;
}

const refreshEvery = 25; // calls: a client may not refresh more often than a few times a minute (auth/grants/pace.ts)

/** People who work at once; each sends the next request when the last has ended, and nothing is sent twice. */
export async function startLoad(baseUrl: string, people: readonly Login[]): Promise<Load> {
  const attempts: Attempt[] = [];
  let over = false;

  const clients = await Promise.all(
    people.map(async (person) => {
      const code = await walkToCode(baseUrl, person);
      const { tokens, detail } = await redeem(baseUrl, code);
      if (!tokens) throw new Error(`not signed in: ${detail}`);
      return { id: code.client, tokens };
    }),
  );

  async function work({ id, ...signedIn }: (typeof clients)[number], first: number): Promise<void> {
    let { tokens } = signedIn;
    for (let turn = first; !over; turn += 1) {
      if (turn % refreshEvery === 0) {
        const next = await refresh(baseUrl, id, tokens);
        if (next.tokens) tokens = next.tokens;
        attempts.push(next);
      } else attempts.push(await call(baseUrl, tokens));
      await sleep(5);
    }
  }
  const working = clients.map((client, index) => work(client, index * 3 + 1));

  return {
    attempts,
    more: async (count) => {
      const enough = attempts.length + count;
      while (attempts.length < enough) await sleep(10);
    },
    end: async () => {
      over = true;
      await Promise.all(working);
    },
  };
}

/** All but what went well, as “call lost: …”. */
export function troubles(attempts: readonly Attempt[]): string[] {
  return attempts
    .filter(({ fate }) => fate !== "ok")
    .map(({ what, fate, detail }) => `${what} ${fate}: ${detail.slice(0, 200)}`);
}

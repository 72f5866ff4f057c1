import { fork } from "node:child_process";
import { once } from "node:events";
import { z } from "zod";
import type { Outage } from "../../src/sample-redmine/switches.ts";

export interface SampleProcessOptions {
  /** Where it listens, on a free port; 127.0.0.1 unless given. */
  host?: string;
  /** A sub-URI, such as `/redmine`. */
  path?: string;
  /** With `loopbackCertificate`. */
  tls?: boolean;
  /** Where browsers find it, if that is elsewhere. */
  publicUrl?: string;
  redirectUris?: string[];
}

export type Order =
  | { expireAccessTokens: number | undefined }
  | { delay: number }
  | { down: Outage | null }
  | { requests: true };

const person = z.object({ id: z.number(), login: z.string(), password: z.string(), apiKey: z.string() });
const started = z.object({
  url: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  people: z.object({ alice: person, bob: person, carol: person, dan: person, greta: person }),
});
const answered = z.object({ id: z.number(), result: z.unknown().optional() });

export type SampleProcess = z.infer<typeof started> & {
  /** What our server needs to know of it. */
  settings: Record<string, string>;
  /** Everybody's, or one user's. */
  expireAccessTokens(user?: number): Promise<void>;
  delay(ms: number): Promise<void>;
  down(outage: Outage | undefined): Promise<void>;
  /** “GET /issues/61.json”, the newest thousand. */
  requests(): Promise<string[]>;
  stop(): Promise<void>;
};

/** The sample Redmine in a process of its own: it lives on while servers in front of it are killed. */
export async function startSampleProcess(options: SampleProcessOptions = {}): Promise<SampleProcess> {
  const child = fork(new URL("sample-process/child.ts", import.meta.url), [JSON.stringify(options)], { execArgv: [] });
  const ended = once(child, "exit");
  const [first] = await Promise.race([
    once(child, "message"),
    ended.then(() => Promise.reject(new Error("the sample Redmine did not start"))),
  ]);
  const facts = started.parse(first);

  let last = 0;
  async function tell(order: Order): Promise<unknown> {
    last += 1;
    const id = last;
    const reply = new Promise<unknown>((resolve) => {
      const onMessage = (message: unknown) => {
        const answer = answered.parse(message);
        if (answer.id !== id) return;
        child.off("message", onMessage);
        resolve(answer.result);
      };
      child.on("message", onMessage);
    });
    child.send({ id, order });
    return reply;
  }

  return {
    ...facts,
    settings: {
      REDMINE_URL: facts.url,
      REDMINE_CLIENT_ID: facts.clientId,
      REDMINE_CLIENT_SECRET: facts.clientSecret,
    },
    expireAccessTokens: async (user) => void (await tell({ expireAccessTokens: user })),
    delay: async (ms) => void (await tell({ delay: ms })),
    down: async (outage) => void (await tell({ down: outage ?? null })),
    requests: async () => z.array(z.string()).parse(await tell({ requests: true })),
    stop: async () => {
      child.disconnect();
      await ended;
    },
  };
}

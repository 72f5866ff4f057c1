import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "dotenv";
import { factsFrom } from "../e2e/redmine/facts.ts";
import { runUp } from "../e2e/redmine/run-up.ts";
import type { Login } from "../support/mcp-client.ts";
import { startSampleProcess } from "../support/sample-process.ts";

const awayMs = 5_000;

export interface SoakedRedmine {
  settings: Record<string, string>;
  people: Login[];
  /** Away for some seconds, then back. */
  restart(): Promise<void>;
  expireAllTokens(): Promise<void>;
  stop(): Promise<void>;
}

/** The sample Redmine: little CPU. Its first restart is a proxy's 502, its second silence. */
export async function sampleRedmine(): Promise<SoakedRedmine> {
  const sample = await startSampleProcess();
  const { alice, bob, dan, greta } = sample.people;
  let restarts = 0;
  return {
    settings: sample.settings,
    people: [alice, bob, dan, greta],
    async restart() {
      restarts += 1;
      await sample.down(restarts % 2 === 1 ? "html" : "hang");
      await sleep(awayMs);
      await sample.down(undefined);
    },
    expireAllTokens: () => sample.expireAccessTokens(),
    stop: () => sample.stop(),
  };
}

/** A real Redmine on that port, as in the end-to-end tests (REDMINE_UP_DIR). */
export async function realRedmine(port: string): Promise<SoakedRedmine> {
  const address = ["--port", port];
  const redirect = ["--redirect-uri", "http://127.0.0.1/oauth/callback"];
  const facts = factsFrom(parse(await runUp(["reset", ...address, ...redirect])));
  const { alice, bob, dan, greta } = facts.people;
  return {
    settings: {
      REDMINE_URL: facts.url,
      REDMINE_CLIENT_ID: facts.clientId,
      REDMINE_CLIENT_SECRET: facts.clientSecret,
    },
    people: [alice, bob, dan, greta],
    async restart() {
      await runUp(["down"]);
      await sleep(awayMs);
      await runUp(["up", ...address]);
    },
    async expireAllTokens() {
      await runUp(["sql", "UPDATE oauth_access_tokens SET created_at = datetime('now', '-3 hours')"]);
    },
    async stop() {
      await runUp(["down"]);
    },
  };
}

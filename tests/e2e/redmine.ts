import { inject } from "vitest";
import { runUp } from "./redmine/run-up.ts";

const up = inject("redmineUp");

/** The Redmine that these tests run against, and what a test may do to it from behind. */
export const redmine = {
  ...inject("redmineFacts"),

  /** False for a Redmine given by environment: what follows then throws, and tests of it do not run. */
  ours: up.length > 0,

  /** Runs SQL in its database; rows come back a line each, columns parted by `|`. */
  sql: (statement: string) => behind(["sql", statement]),

  /** Runs Ruby inside it (some seconds: Rails starts for it) and returns what that prints. */
  runRuby: (code: string) => behind(["run", "-"], code),

  stop: () => behind(["down"]),
  start: () => behind(up),
  /** The seeded data as they were, in some seconds: sign-ins and whatever tests made are gone. */
  reset: () => behind(["reset", ...up.slice(1)]),
};

async function behind(args: string[], stdin = ""): Promise<string> {
  if (up.length === 0) throw new Error("the Redmine of E2E_REDMINE_URL is not ours to change from behind");
  return await runUp(args, { stdin });
}

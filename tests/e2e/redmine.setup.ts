import { parse } from "dotenv";
import type { TestProject } from "vitest/node";
import { factsFrom, type RedmineFacts } from "./redmine/facts.ts";
import { runUp } from "./redmine/run-up.ts";

declare module "vitest" {
  interface ProvidedContext {
    redmineFacts: RedmineFacts;
    /** How `up` starts it again; empty for a Redmine that is not ours. */
    redmineUp: string[];
  }
}

/**
 * Gives the tests a real Redmine. Without more, it is built here (root on Debian), seeded and taken down at the end:
 * `REDMINE_UP_DIR` says where it lives, `E2E_REDMINE_PORT` and `E2E_REDMINE_PREFIX` its address, `E2E_REDMINE_SUITE` the
 * Debian that it comes from: trixie has 6.0, bookworm 5.0, where people sign in by API key. Or it runs elsewhere,
 * seeded by redmine/seed.rb: `E2E_REDMINE_URL`, `E2E_REDMINE_CLIENT_ID`, `E2E_REDMINE_CLIENT_SECRET` and the other
 * lines that the seed prints (`ALICE_LOGIN` …); its application needs `http://127.0.0.1/oauth/callback` registered.
 * Tests that change such a Redmine from behind do not run then.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const elsewhere = process.env.E2E_REDMINE_URL;
  if (elsewhere) {
    const facts = factsFrom({
      ...process.env,
      REDMINE_URL: elsewhere,
      CLIENT_ID: process.env.E2E_REDMINE_CLIENT_ID,
      CLIENT_SECRET: process.env.E2E_REDMINE_CLIENT_SECRET,
    });
    await expectSeeded(facts);
    project.provide("redmineFacts", facts);
    project.provide("redmineUp", []);
    return async () => {};
  }

  const port = process.env.E2E_REDMINE_PORT || "3111";
  const prefix = process.env.E2E_REDMINE_PREFIX || "";
  const suite = process.env.E2E_REDMINE_SUITE;
  const address = ["--port", port, "--prefix", prefix, ...(suite ? ["--suite", suite] : [])];
  // To Redmine, 127.0.0.1 in a redirect URI matches every port, localhost only the one written.
  const callbacks = ["http://127.0.0.1/oauth/callback", "http://localhost:8000/oauth/callback"];

  const redirects = callbacks.flatMap((uri) => ["--redirect-uri", uri]);
  const stdout = await runUp(["reset", ...address, ...redirects], { progress: true });
  const facts = factsFrom(parse(stdout));
  await expectSeeded(facts);
  project.provide("redmineFacts", facts);
  project.provide("redmineUp", ["up", ...address, ...redirects]);
  return async () => {
    await runUp(["down"]);
  };
}

/** One clear failure here instead of one in each test. */
async function expectSeeded({ url, people, issues }: RedmineFacts): Promise<void> {
  const headers = { "x-redmine-api-key": people.alice.apiKey };
  const response = await fetch(`${url}/issues/${issues.journals}.json`, { headers }).catch((cause: unknown) => {
    throw new Error(`no Redmine answers at ${url}`, { cause });
  });
  if (!response.ok) {
    throw new Error(`Redmine at ${url} does not show issue ${issues.journals} to alice's API key: ${response.status}`);
  }
}

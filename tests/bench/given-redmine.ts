import { factsFrom } from "../e2e/redmine/facts.ts";
import type { Target } from "./instant-redmine.ts";

/** The Redmine that the environment names, with the variables of the end-to-end tests; undefined when it names none. */
export function givenRedmine(): Target | undefined {
  const { E2E_REDMINE_URL, E2E_REDMINE_CLIENT_ID, E2E_REDMINE_CLIENT_SECRET } = process.env;
  if (!E2E_REDMINE_URL) return undefined;
  const { url, clientId, clientSecret, people } = factsFrom({
    ...process.env,
    REDMINE_URL: E2E_REDMINE_URL,
    CLIENT_ID: E2E_REDMINE_CLIENT_ID,
    CLIENT_SECRET: E2E_REDMINE_CLIENT_SECRET,
  });
  return { name: "given Redmine", url, clientId, clientSecret, people, stop: async () => {} };
}

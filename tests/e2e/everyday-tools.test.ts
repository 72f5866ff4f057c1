import { beforeAll, describe } from "vitest";
import { createRedmine } from "../../src/redmine/client.ts";
import { createLookups } from "../../src/redmine/lookups/lookups.ts";
import { createSend } from "../../src/redmine/send.ts";
import { Secret } from "../../src/secret.ts";
import type { SeededRedmine, Who } from "../support/everyday/seeded-redmine.ts";
import { everydayTools } from "../support/everyday-tools.ts";
import { redmine } from "./redmine.ts";

let seeded: SeededRedmine;

beforeAll(() => {
  const client = createRedmine(createSend(redmine.url));
  const lookups = createLookups();
  seeded = {
    contextOf: (who) => ({
      redmine: client.as(credentialsOf(who)),
      lookups: lookups.of(who),
      settings: { maxJournalEntries: 25, redminePublicUrl: redmine.url },
    }),
    ask: async (path) => (await asAdmin("GET", path)).json(),
    remove: async (path) => void (await asAdmin("DELETE", path)),
  };
});

function credentialsOf(who: Who) {
  const { id, apiKey } = redmine.people[who];
  const secret = new Secret(apiKey);
  return {
    key: who,
    userId: id,
    scopes: undefined,
    current: async () => ({ kind: "api-key", secret }) as const,
    renew: async () => undefined,
  };
}

async function asAdmin(method: string, path: string): Promise<Response> {
  const response = await fetch(`${redmine.url}${path}`, {
    method,
    headers: { "x-redmine-api-key": redmine.people.admin.apiKey },
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return response;
}

describe("on a real Redmine", () => everydayTools(() => seeded));

import { createRedmine } from "../../src/redmine/client.ts";
import { createSend } from "../../src/redmine/send.ts";
import type { SeededRedmine, Who } from "../support/seeded-redmine.ts";
import { idIn } from "../support/seeded-sample.ts";
import { testCredentials, testSettings } from "../support/test-context.ts";
import { redmine } from "./redmine.ts";

/** The seeded data on the real Redmine of these tests. */
export function seededRedmine(): SeededRedmine {
  let sent = 0;
  const counted: typeof fetch = (input, init) => {
    sent++;
    return fetch(input, init);
  };
  const client = createRedmine(createSend(redmine.url, counted));
  return {
    takesAnyWatcher: /^([1-4]|5\.0)\./.test(redmine.version),
    contextOf: (who) => ({
      redmine: client.as(credentialsOf(who)),
      settings: testSettings(redmine.url),
    }),
    sent: () => sent,
    ask: async (path) => (await asAdmin("GET", path)).json(),
    create: async (path, json) => idIn(await (await asAdmin("POST", path, json)).json()),
    remove: async (path) => void (await asAdmin("DELETE", path)),
  };
}

function credentialsOf(who: Who) {
  const { id, apiKey } = redmine.people[who];
  return testCredentials({ key: who, userId: id, apiKey });
}

async function asAdmin(method: string, path: string, json?: object): Promise<Response> {
  const response = await fetch(`${redmine.url}${path}`, {
    method,
    headers: { "x-redmine-api-key": redmine.people.admin.apiKey, "content-type": "application/json" },
    ...(json && { body: JSON.stringify(json) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response;
}

import { type Person, personOf } from "./person.ts";
import type { SeededRedmine } from "./seeded-redmine.ts";
import { testSettings } from "./test-context.ts";
import { createTestRedmine } from "./test-redmine.ts";

const settings = testSettings("http://redmine.sample");

/** The seeded data on a sample Redmine of its own. */
export function seededSample(): SeededRedmine {
  const sample = createTestRedmine();
  const people = new Map<string, Person>();
  const person = (who: string) => {
    const known = people.get(who) ?? personOf(sample, who);
    people.set(who, known);
    return known;
  };

  const asAdmin = async (method: string, path: string, json?: object): Promise<Response> => {
    const headers = { "x-redmine-api-key": sample.people.admin?.apiKey ?? "", "content-type": "application/json" };
    const body = json && JSON.stringify(json);
    const response = await sample.fetch(
      new Request(`${sample.baseUrl}${path}`, { method, headers, ...(body && { body }) }),
    );
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  };

  return {
    takesAnyWatcher: false,
    contextOf: (who) => ({ redmine: person(who).redmine, settings }),
    sent: () => [...people.values()].reduce((sum, each) => sum + each.sent(), 0),
    ask: async (path) => (await asAdmin("GET", path)).json(),
    create: async (path, json) => idIn(await (await asAdmin("POST", path, json)).json()),
    remove: async (path) => void (await asAdmin("DELETE", path)),
  };
}

/** The id of the one record that an answer has. */
export function idIn(answer: object): number {
  const [record] = Object.values(answer);
  return record.id;
}

import { beforeAll, describe } from "vitest";
import { createSampleRedmine, type SampleRedmine } from "../../src/demo/redmine.ts";
import type { SeededRedmine } from "../support/everyday/seeded-redmine.ts";
import { everydayTools } from "../support/everyday-tools.ts";
import { type Person, personOf } from "../support/person.ts";

const settings = { maxJournalEntries: 25, redminePublicUrl: "http://redmine.sample" };
let seeded: SeededRedmine;

beforeAll(() => {
  const sample = createSampleRedmine();
  const people = new Map<string, Person>();
  const person = (who: string) => {
    const known = people.get(who) ?? personOf(sample, who);
    people.set(who, known);
    return known;
  };
  seeded = {
    contextOf: (who) => ({ redmine: person(who).redmine, lookups: person(who).lookups, settings }),
    ask: async (path) => (await asAdmin(sample, "GET", path)).json(),
    remove: async (path) => void (await asAdmin(sample, "DELETE", path)),
  };
});

async function asAdmin(sample: SampleRedmine, method: string, path: string): Promise<Response> {
  const headers = { "x-redmine-api-key": sample.people.admin?.apiKey ?? "" };
  const response = await sample.fetch(new Request(`${sample.baseUrl}${path}`, { method, headers }));
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return response;
}

describe("on the sample Redmine", () => everydayTools(() => seeded));

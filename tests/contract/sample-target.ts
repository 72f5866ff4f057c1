import type { SampleRedmine } from "../../src/sample-redmine/redmine.ts";
import type { Target } from "./target.ts";

/** The sample as the contracts see a Redmine. */
export function sampleTarget(sample: SampleRedmine): Target {
  const { admin, alice, bob, carol, dan, greta } = sample.people;
  if (!admin || !alice || !bob || !carol || !dan || !greta) throw new Error("the sample lacks somebody");
  return {
    url: sample.baseUrl,
    fetch: (request) => sample.fetch(request),
    people: { admin, alice, bob, carol, dan, greta },
    clientId: sample.clientId,
    clientSecret: sample.clientSecret,
    redirectUri: "http://127.0.0.1:4567/oauth/callback",
    behind: {
      expireAccessTokens: async (id) => sample.expireAccessTokens(id),
      lockUser: async (id, locked) => sample.lockUser(id, locked),
      setRestEnabled: async (enabled) => sample.setRestEnabled(enabled),
      setLoginRequired: async (required) => sample.setLoginRequired(required),
    },
  };
}

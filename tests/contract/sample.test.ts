import { describe } from "vitest";
import { createSampleRedmine } from "../../src/demo/redmine.ts";
import { contracts } from "./contracts.ts";
import type { Target } from "./target.ts";

const url = "http://127.0.0.1:3177";
const sample = createSampleRedmine({
  baseUrl: url,
  redirectUris: ["http://127.0.0.1/oauth/callback", "http://localhost:8000/oauth/callback"],
});

const { admin, alice, bob, carol, dan, greta } = sample.people;
if (!admin || !alice || !bob || !carol || !dan || !greta) throw new Error("the test data lacks somebody");

const target: Target = {
  url,
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

describe("the sample Redmine", () => {
  for (const [name, contract] of Object.entries(contracts)) describe(name, () => contract(target));
});

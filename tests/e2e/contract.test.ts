import { describe } from "vitest";
import { contracts } from "../contract/contracts.ts";
import type { Behind, Target } from "../contract/target.ts";
import { redmine } from "./redmine.ts";

// Redmine reads its settings anew when the newest of them is newer than what it has.
const setting = (name: string, on: boolean) => `
  DELETE FROM settings WHERE name = '${name}';
  INSERT INTO settings (name, value, updated_on) VALUES ('${name}', '${on ? 1 : 0}', datetime('now', '+1 second'))`;

const behind: Behind = {
  expireAccessTokens: (userId) =>
    run(`UPDATE oauth_access_tokens SET created_at = datetime('now', '-1 day') WHERE resource_owner_id = ${userId}`),
  lockUser: (id, locked) => run(`UPDATE users SET status = ${locked ? 3 : 1} WHERE id = ${id}`),
  setRestEnabled: (enabled) => run(setting("rest_api_enabled", enabled)),
  setLoginRequired: (required) => run(setting("login_required", required)),
};

async function run(statement: string): Promise<void> {
  await redmine.sql(statement);
}

const target: Target = {
  url: redmine.url,
  fetch: (request) => fetch(request),
  people: redmine.people,
  clientId: redmine.clientId,
  clientSecret: redmine.clientSecret,
  redirectUri: "http://127.0.0.1:4567/oauth/callback",
  behind: redmine.ours ? behind : undefined,
};

describe("the real Redmine", () => {
  for (const [name, contract] of Object.entries(contracts)) describe(name, () => contract(target));
});

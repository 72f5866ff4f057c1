import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRedmine } from "../../src/redmine/client.ts";
import type { Credentials } from "../../src/redmine/credentials.ts";
import { createSend } from "../../src/redmine/send.ts";
import { Secret } from "../../src/secret.ts";
import { getIssueDetails } from "../../src/tools/issues/get-issue-details.ts";
import { diagnoses } from "../support/diagnoses.ts";
import { testSettings } from "../support/test-context.ts";
import { redmine } from "./redmine.ts";

describe("in front of a real Redmine", () => {
  diagnoses(() => {
    const { id, apiKey } = redmine.people.alice;
    return { url: redmine.url, userId: id, apiKey };
  });
});

/** A person reads issue 1 with a connection of its own: nothing is remembered from before. */
async function read({ id, apiKey }: { id: number; apiKey: string }) {
  const credentials: Credentials = {
    key: "api-key",
    userId: id,
    scopes: undefined,
    current: async () => ({ kind: "api-key", secret: new Secret(apiKey) }),
    renew: async () => undefined,
  };
  const context = { redmine: createRedmine(createSend(redmine.url)).as(credentials), settings: testSettings() };
  return getIssueDetails.call({ issue_id: 1 }, context);
}

describe.runIf(redmine.ours)("what an administrator turned off", () => {
  const { bob } = redmine.people;

  describe("a locked account", () => {
    beforeAll(() => redmine.sql(`UPDATE users SET status = 3 WHERE id = ${bob.id}`));
    afterAll(() => redmine.sql(`UPDATE users SET status = 1 WHERE id = ${bob.id}`));

    test("is told as the sign-in that Redmine no longer accepts, and others are not touched", async () => {
      const { text, isError } = await read(bob);
      expect(isError).toBe(true);
      expect(text).toMatch(/no longer accepts/);
      expect(text).not.toMatch(/REST API is|proxy|firewall/i);
      expect((await read(redmine.people.alice)).isError).toBe(false);
    });
  });

  describe("the REST API", () => {
    // Redmine reads its settings anew when the newest of them is newer than what it has, by whole seconds
    const set = (on: 0 | 1) =>
      redmine.sql(
        `UPDATE settings SET value = '${on}', updated_on = datetime('now', '+1 second') WHERE name = 'rest_api_enabled'`,
      );
    beforeAll(() => set(0));
    afterAll(() => set(1));

    test("is told to be off, with where to turn it on, and nobody's account is blamed", async () => {
      const { text, isError } = await read(redmine.people.alice);
      expect(isError).toBe(true);
      expect(text).toMatch(/REST API/);
      expect(text).not.toMatch(/locked|no longer accepts|sign in again/i);
    });
  });
});

import { afterAll, describe, expect, test } from "vitest";
import { redmine } from "./redmine.ts";

// What the other end-to-end tests do to Redmine from behind, once each, so that a failure there is not the lever's.
const { carol } = redmine.people;

function asCarol(): Promise<Response> {
  return fetch(`${redmine.url}/users/current.json`, { headers: { "x-redmine-api-key": carol.apiKey } });
}

describe.runIf(redmine.ours)("from behind", () => {
  afterAll(async () => {
    await redmine.sql(`UPDATE users SET status = 1, firstname = 'Carol' WHERE id = ${carol.id}`);
  });

  test("SQL changes what Redmine does, and answers in rows", async () => {
    await redmine.sql(`UPDATE users SET status = 3 WHERE id = ${carol.id}`);
    expect((await asCarol()).status).toBe(401);

    await redmine.sql(`UPDATE users SET status = 1 WHERE id = ${carol.id}`);
    expect((await asCarol()).status).toBe(200);
    expect(await redmine.sql("SELECT id, login FROM users WHERE login IN ('alice', 'bob') ORDER BY id")).toBe(
      "5|alice\n6|bob\n",
    );
  });

  test("Ruby runs inside it", async () => {
    expect(await redmine.runRuby(`puts User.find_by_login("carol").id`)).toBe(`${carol.id}\n`);
  });

  test("what fails behind Redmine says why", async () => {
    await expect(redmine.sql("SELECT nowhere")).rejects.toThrow("no such column: nowhere");
  });

  test("it stops and starts again with what it had", async () => {
    await redmine.sql(`UPDATE users SET firstname = 'Caroline' WHERE id = ${carol.id}`);

    await redmine.stop();
    await expect(asCarol()).rejects.toThrow("fetch failed");
    await redmine.start();

    expect(await (await asCarol()).json()).toMatchObject({ user: { firstname: "Caroline" } });
  });
});

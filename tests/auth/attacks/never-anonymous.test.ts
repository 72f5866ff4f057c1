import { beforeEach, expect, test } from "vitest";
import type { SignedIn } from "../../support/mcp-client.ts";
import { connect, world } from "../../support/visit-connections.ts";
import type { World } from "../../support/world.ts";
import { between } from "../support/between.ts";
import { createIssue, publicSubject, readIssue, readsBy, statusOf, writesAt } from "../support/people-at-work.ts";

let at: World;
let network: ReturnType<typeof between>;
beforeEach(async () => {
  network = between();
  at = await world({ deps: { fetch: network.fetch } });
});

/** Every call of this person is refused, and shows nothing of what a visitor of Redmine could see. */
async function expectNothing(who: SignedIn): Promise<void> {
  await at.restart(); // forgets that it looked a moment ago
  const before = writesAt(at);
  for (const { text, isError } of [await readIssue(who), await createIssue(who)]) {
    expect(isError).toBe(true);
    expect(text).not.toContain(publicSubject);
  }
  expect(writesAt(at)).toBe(before);
}

test("Redmine app deleted: an unknown token is a visitor there, and nothing here", async () => {
  const alice = await connect(at, "alice");
  expect((await readIssue(alice)).text).toContain(publicSubject);

  at.sample.deleteApplication();

  await expectNothing(alice);
});

test("Redmine app deleted since the last look: a write is not made in a visitor's name", async () => {
  const alice = await connect(at, "alice");
  await readIssue(alice);
  at.sample.deleteApplication();
  const before = writesAt(at);

  expect((await createIssue(alice)).isError).toBe(true);
  expect(writesAt(at)).toBe(before);
});

test("user locked: nothing for them, all for others, and nobody is logged out by it", async () => {
  const [alice, bob] = [await connect(at, "alice"), await connect(at, "bob")];
  at.sample.lockUser(at.people.alice.id);

  await expectNothing(alice);
  expect((await readIssue(bob)).text).toContain(publicSubject);

  at.sample.lockUser(at.people.alice.id, false);
  expect((await readIssue(alice)).text).toContain(publicSubject);
});

test("token revoked in Redmine: the grant is over, and another person's goes on", async () => {
  const [alice, bob] = [await connect(at, "alice"), await connect(at, "bob")];
  at.sample.revokeTokens(at.people.alice.id);

  const { text, isError } = await readIssue(alice);

  expect([isError, text.includes(publicSubject)]).toEqual([true, false]);
  expect(await statusOf(at, alice)).toBe(401);
  expect((await readIssue(bob)).text).toContain(publicSubject);
});

test("REST turned off: nothing, and everything goes on when it is back", async () => {
  const alice = await connect(at, "alice");
  at.sample.setRestEnabled(false);

  await expectNothing(alice);

  at.sample.setRestEnabled(true);
  expect((await readIssue(alice)).text).toContain(publicSubject);
});

test("somebody in between who answers as another person is not believed", async () => {
  const alice = await connect(at, "alice");
  const before = writesAt(at);

  await network.during(
    1,
    () => Response.json({ user: { id: at.people.bob.id, login: "bob" } }),
    async () => expect((await createIssue(alice)).isError).toBe(true),
  );

  expect(writesAt(at)).toBe(before);
});

test("two people who call at once each stay who they are, through renewals", async () => {
  const [alice, bob] = [await connect(at, "alice"), await connect(at, "bob")];
  at.sample.expireAccessTokens();
  at.sample.forgetRequests();

  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => readIssue(i % 2 ? alice : bob)));

  expect(answers.filter(({ isError }) => isError)).toEqual([]);
  expect([readsBy(at, at.people.alice.id), readsBy(at, at.people.bob.id)]).toEqual([10, 10]);
  expect(at.sample.count(({ path }) => path === "/oauth/token")).toBe(2);
});

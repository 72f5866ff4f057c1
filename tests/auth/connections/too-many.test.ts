import { expect, test } from "vitest";
import { createGrantIndex, withIndex } from "../../../src/auth/connections/grant-index.ts";
import { createEndGrantById } from "../../../src/auth/grants/deferred-revocation.ts";
import { createGrants, type Grant } from "../../../src/auth/grants/grants.ts";
import { createTokens } from "../../../src/auth/grants/tokens.ts";
import { openStore } from "../../../src/store/open.ts";

const most = 200;
const user = 5;

async function setUp() {
  const store = await openStore("memory:");
  let now = 1_000;
  const plain = createGrants(store, () => now);
  const directory = createGrantIndex(store);
  const { grants, tokens } = withIndex(
    plain,
    createTokens(store),
    directory,
    createEndGrantById(store, plain, "oauth"),
  );
  const upstreamTokens = { kind: "oauth" as const, access: "a", refresh: "r", expires: 0, scopes: [] };
  const connect = async (inUse = true): Promise<Grant> => {
    now += 1;
    const grant = await grants.create({ user, client: "c", scope: ["read"], upstreamTokens });
    if (inUse) await tokens.issue({ grant, resource: "r", scope: ["read"], refreshScope: ["read"], now });
    await grants.keep(grant);
    return grant;
  };
  const isAlive = async ({ id, dataKey }: Grant) => (await grants.read(id, dataKey)) !== undefined;
  return { store, directory, connect, isAlive };
}

test("beyond two hundred connections of a person the oldest is ended, so that the list is whole", async () => {
  const { directory, connect, isAlive } = await setUp();
  const first = await connect();
  const second = await connect();
  for (let count = 2; count < most; count += 1) await connect();
  expect(await isAlive(first)).toBe(true);

  await connect();

  expect([await isAlive(first), await isAlive(second)]).toEqual([false, true]);
  expect(await directory.of(user)).toHaveLength(most);
});

test("one whose tokens have all ended goes before one that is in use", async () => {
  const { connect, isAlive } = await setUp();
  const used = await connect();
  const unused = await connect(false);
  for (let count = 2; count <= most; count += 1) await connect();

  expect([await isAlive(used), await isAlive(unused)]).toEqual([true, false]);
});

test("ending all ends those too that a list of an older version has lost", async () => {
  const { store, directory, connect } = await setUp();
  const lost = await connect();
  for (let count = 1; count < most; count += 1) await connect();
  const listed = (await directory.of(user)).map(({ id }) => id).filter((id) => id !== lost.id);
  await store.set("mine", String(user), JSON.stringify([...listed, "gone-long-ago"]), 60_000);

  expect((await directory.allOf(user)).map(({ id }) => id)).toContain(lost.id);
});

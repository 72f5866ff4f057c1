import { expect, onTestFinished, test } from "vitest";
import { createGrantIndex } from "../../../src/auth/connections/grant-index.ts";
import { createEndGrantById, withDeferredRevocation } from "../../../src/auth/grants/deferred-revocation.ts";
import { createGrants } from "../../../src/auth/grants/grants.ts";
import type { UpstreamTokens } from "../../../src/auth/records.ts";
import type { SignIn } from "../../../src/auth/sign-in.ts";
import { openStore } from "../../../src/store/open.ts";

const pair = (n: number): UpstreamTokens => ({
  kind: "oauth",
  access: `access-${n}`,
  refresh: `refresh-${n}`,
  expires: 1,
  scopes: ["view_issues"],
});

async function setUp() {
  const store = await openStore("memory:");
  onTestFinished(() => store.close());
  const revoked: string[] = [];
  const signIn: SignIn = {
    kind: "oauth",
    isAdministrator: async () => false,
    begin: () => undefined,
    finish: async () => undefined,
    renew: async () => undefined,
    revoke: async (upstreamTokens) => {
      revoked.push(upstreamTokens.kind === "oauth" ? upstreamTokens.access : upstreamTokens.key);
    },
  };
  const plain = createGrants(store, Date.now);
  const grants = withDeferredRevocation(plain, store, signIn);
  const grant = await grants.create({ user: 5, client: "c", scope: ["read"], upstreamTokens: pair(0) });
  return { store, plain, grants, grant, revoked, end: createEndGrantById(store, grants, "oauth") };
}

test("an ended grant is withdrawn from Redmine once, by whoever brings its key", async () => {
  const { grants, grant, revoked, end } = await setUp();
  expect(await end(grant.id)).toBe(true);
  expect(await end(grant.id)).toBe(false);
  expect(revoked).toEqual([]);

  await Promise.all(Array.from({ length: 10 }, () => grants.read(grant.id, grant.dataKey)));
  await expect.poll(() => revoked).toEqual(["access-0"]);
  await grants.read(grant.id, grant.dataKey);
  expect(revoked).toHaveLength(1);
});

test("another key opens nothing and withdraws nothing", async () => {
  const { store, grants, grant, revoked, end } = await setUp();
  await end(grant.id);

  await grants.read(grant.id, Buffer.alloc(32, 7));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(revoked).toEqual([]);
  expect(await store.get("gone", grant.id)).toBeDefined();
});

test("a grant that is renewed while it is ended: what Redmine gave last is withdrawn", async () => {
  const { store, grants, grant, revoked, end } = await setUp();
  await store.add("lock", grant.id, "renewing", 10_000);
  const ending = end(grant.id);
  await new Promise((resolve) => setTimeout(resolve, 120));
  expect(await grants.update(grant, pair(1))).toBeTruthy();
  await store.delete("lock", grant.id);

  expect(await ending).toBe(true);
  await grants.read(grant.id, grant.dataKey);
  await expect.poll(() => revoked).toEqual(["access-1"]);
});

test("a lock that nobody gives back holds an end up for a second, not for ever", async () => {
  const { store, grant, end } = await setUp();
  await store.add("lock", grant.id, "left behind", 60_000);

  expect(await end(grant.id)).toBe(true);
  expect(await store.get("lock", grant.id)).toBe("left behind");
});

test("an API key is not set aside", async () => {
  const { store, plain, grant } = await setUp();
  expect(await createEndGrantById(store, plain, "api-key")(grant.id)).toBe(true);
  expect(await Array.fromAsync(store.keys("gone"))).toEqual([]);
});

test("a list of many sign-ins keeps the live ones and stays short", async () => {
  const { store, grants } = await setUp();
  const directory = createGrantIndex(store);
  const live = [];
  for (let n = 0; n < 60; n += 1) {
    const grant = await grants.create({ user: 9, client: `client ${n}`, scope: ["read"], upstreamTokens: pair(n) });
    await directory.add(9, grant.id);
    if (n % 2 === 0) await grants.end(grant.id);
    else live.unshift(grant.id);
  }

  expect((await directory.of(9)).map(({ id }) => id)).toEqual(live);
  expect(JSON.parse((await store.get("mine", "9")) ?? "[]").length).toBeLessThan(45);
});

test("many who sign in at the same moment are all listed", async () => {
  const { store, grants } = await setUp();
  const directories = [createGrantIndex(store), createGrantIndex(store)];
  const made = await Promise.all(
    Array.from({ length: 12 }, () => grants.create({ user: 9, client: "c", scope: ["read"], upstreamTokens: pair(0) })),
  );
  await Promise.all(made.map(({ id }, n) => directories[n % 2]?.add(9, id)));

  const listed = await directories[0]?.of(9);
  expect(new Set(listed?.map(({ id }) => id))).toEqual(new Set(made.map(({ id }) => id)));
});

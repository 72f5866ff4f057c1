import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, expect, test } from "vitest";
import { createGrants, type Grant, type Grants } from "../../src/auth/grants/grants.ts";
import { renewOnce } from "../../src/auth/grants/renew.ts";
import type { UpstreamTokens } from "../../src/auth/records.ts";
import type { SignIn } from "../../src/auth/sign-in.ts";
import { renewalsQueue } from "../../src/rate-limits.ts";
import { failureOf } from "../../src/redmine/failure.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";

let time: number;
const now = () => time;
let store: Store;
let grants: Grants;
let grant: Grant;
let revoked: string[];

const newTokens = (name: string): UpstreamTokens => {
  return {
    kind: "oauth",
    access: `at-${name}`,
    refresh: `rt-${name}`,
    expires: time + 7_200_000,
    scopes: ["view_issues"],
  };
};

beforeEach(async () => {
  time = Date.now();
  revoked = [];
  store = await openStore("memory:", { now });
  grants = createGrants(store, now);
  grant = await grants.create({ user: 5, client: "dcr.x", scope: ["read"], upstreamTokens: newTokens("old") });
  return () => store.close();
});

function partsWith(renew: SignIn["renew"]) {
  const signIn: SignIn = {
    kind: "oauth",
    isAdministrator: async () => false,
    begin: () => undefined,
    finish: async () => undefined,
    renew,
    revoke: async (old) => void revoked.push(old.kind === "oauth" ? old.access : ""),
  };
  return { store, grants, signIn, queue: renewalsQueue(), now };
}

test("a process that stood still past its lock, and was overtaken, does not end the grant when Redmine refuses it", async () => {
  const parts = partsWith(async () => {
    time += 20_000; // longer than the lock lasts
    await renewOnce(
      partsWith(async () => newTokens("new")),
      grant,
    );
    return undefined; // invalid_grant: the old token was replaced
  });

  expect((await renewOnce(parts, grant))?.upstreamTokens).toMatchObject({ access: "at-new" });
  expect((await grants.read(grant.id, grant.dataKey))?.upstreamTokens).toMatchObject({ access: "at-new" });
});

test("what Redmine refuses for the newest version ends the grant", async () => {
  expect(
    await renewOnce(
      partsWith(async () => undefined),
      grant,
    ),
  ).toBeUndefined();
  expect(await grants.read(grant.id, grant.dataKey)).toBeUndefined();
});

test("a lock that is somebody else's by now is left alone", async () => {
  const parts = partsWith(async () => {
    time += 20_000;
    await store.set("lock", grant.id, "another process", 15_000);
    return newTokens("new");
  });

  await renewOnce(parts, grant);

  expect(await store.get("lock", grant.id)).toBe("another process");
});

test("the lock is given back at once when Redmine fails", async () => {
  const parts = partsWith(async () => {
    throw new Error("down");
  });

  await expect(renewOnce(parts, grant)).rejects.toThrow("down");
  expect(await store.get("lock", grant.id)).toBeUndefined();
});

test("who finds the lock taken takes what its holder brings", async () => {
  await store.set("lock", grant.id, "another process", 15_000);
  setTimeout(() => void grants.update(grant, newTokens("new")), 150);

  expect(
    (
      await renewOnce(
        partsWith(() => Promise.reject(new Error("asked"))),
        grant,
      )
    )?.n,
  ).toBe(1);
});

test("the lock of a process that died is waited for, and then taken", async () => {
  await store.set("lock", grant.id, "a process that died", 15_000);
  setTimeout(() => {
    time += 15_001;
  }, 150);
  const renewed = await renewOnce(
    partsWith(async () => newTokens("new")),
    grant,
  );
  expect(renewed?.upstreamTokens).toEqual(newTokens("new"));
});

test("who waits in vain for the holder of the lock is told that it is busy, and ends nothing", async () => {
  await store.set("lock", grant.id, "another process", 15_000);

  const error = await renewOnce(
    partsWith(() => Promise.reject(new Error("asked"))),
    grant,
    300,
  ).catch((reason: unknown) => reason);

  expect(failureOf(error)).toMatchObject({ reason: "unavailable", because: "busy", sent: "nothing" });
  expect(await grants.read(grant.id, grant.dataKey)).toBeDefined();
});

test("new tokens of a grant that ended meanwhile are given back", async () => {
  const parts = partsWith(async () => {
    await grants.end(grant.id);
    return newTokens("new");
  });

  expect(await renewOnce(parts, grant)).toBeUndefined();
  expect(revoked).toEqual(["at-new"]);
  expect(await store.get("grant", grant.id)).toBeUndefined();
});

test("when everybody's tokens have expired at once, all are renewed, four at a time", async () => {
  let atWork = 0;
  let most = 0;
  const context = partsWith(async (old) => {
    atWork += 1;
    most = Math.max(most, atWork);
    await sleep(10);
    atWork -= 1;
    return old;
  });
  const everybody = await Promise.all(
    Array.from({ length: 150 }, (_, user) =>
      grants.create({ user, client: "dcr.x", scope: ["read"], upstreamTokens: newTokens(`old-${user}`) }),
    ),
  );

  const renewed = await Promise.all(everybody.map((each) => renewOnce(context, each)));
  expect(renewed.every((each) => each?.n === 1)).toBe(true);
  expect(most).toBe(4);
});

test("whose turn does not come in time is told that it is busy, and is not renewed later", async () => {
  const asked: string[] = [];
  const context = partsWith(async (old) => {
    asked.push(old.kind === "oauth" ? old.access : "");
    await sleep(400);
    return old;
  });
  const first = await Promise.all(
    Array.from({ length: 4 }, () =>
      grants.create({ user: 1, client: "dcr.x", scope: ["read"], upstreamTokens: newTokens("first") }),
    ),
  );
  const running = first.map((each) => renewOnce(context, each));
  await sleep(50);

  const error = await renewOnce(context, grant, 100).catch((reason: unknown) => reason);
  expect(failureOf(error)).toMatchObject({ reason: "unavailable", because: "busy", sent: "nothing" });
  await Promise.all(running);
  await sleep(20);
  expect(asked).toEqual(["at-first", "at-first", "at-first", "at-first"]);
});

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore } from "../../../src/store/open.ts";
import type { Store } from "../../../src/store/store.ts";
import { fuzzRuns } from "../../support/fuzz-runs.ts";
import { type RedisServer, startRedis } from "../../support/redis-server.ts";
import {
  type Client,
  callMcp,
  newCode,
  newPkce,
  redeemForm,
  refreshForm,
  registerClient,
  tokensIn,
} from "../support/client.ts";
import { type Edge, startEdge } from "../support/edge.ts";
import { ConnectionModel, type RedmineModel } from "../support/grant-model.ts";

interface Model {
  connections: ConnectionModel[];
  redmine: RedmineModel;
}

interface Real {
  edge: Edge;
  store: Store;
  clients: Client[];
  now: () => number;
  advance(ms: number): void;
}

type Step = fc.AsyncCommand<Model, Real>;
type On = (connection: ConnectionModel, real: Real, model: Model) => Promise<void>;

const minute = 60_000;
const day = 24 * 60 * minute;
const newPair = ({
  access_token: access,
  refresh_token: refresh,
}: {
  access_token: string;
  refresh_token: string;
}) => ({
  access,
  refresh,
});

function step(name: string, run: (model: Model, real: Real) => Promise<void>): Step {
  return { check: () => true, run, toString: () => name };
}

/** Does it to one of the connections there are. */
function onOne(name: string, which: number, run: On): Step {
  return {
    check: ({ connections }) => connections.length > 0,
    run: async (model, real) => {
      const connection = model.connections[which % model.connections.length];
      if (connection) await run(connection, real, model);
    },
    toString: () => `${name} ${which}`,
  };
}

async function connectAs(model: Model, real: Real, user: number, which: number, scope: string): Promise<void> {
  const { edge, clients } = real;
  const client = clients[which % clients.length];
  if (!client || model.redmine.down) return;
  edge.redmine.user = user;
  const pkce = newPkce();
  const form = redeemForm(client, await newCode(edge, client, pkce, { scope }), pkce.verifier);
  const tokens = await tokensIn(await edge.post("/oauth/token", form));
  expect(tokens.scope).toBe(scope);
  model.connections.push(new ConnectionModel(real.now(), { user, clientId: client.id, form, ...newPair(tokens) }));
}

async function rotate(connection: ConnectionModel, { edge, now }: Real): Promise<void> {
  const expected = connection.rotate(now());
  const answer = await edge.post("/oauth/token", refreshForm({ id: connection.clientId }, connection.refresh.token));
  expect(answer.status).toBe(expected);
  if (expected === 200) connection.rotated(now(), newPair(await tokensIn(answer)));
}

async function reuse(connection: ConnectionModel, { edge, now }: Real, which: number): Promise<void> {
  const spent = connection.spent[which % connection.spent.length];
  if (!spent) return;
  const expected = connection.reuse(now(), spent);
  const answer = await edge.post("/oauth/token", refreshForm({ id: connection.clientId }, spent.refresh));
  expect(answer.status).toBe(expected);
  if (expected === 200) expect(newPair(await tokensIn(answer))).toEqual(spent.pair);
}

async function callAll(connection: ConnectionModel, { edge, now }: Real, redmine: RedmineModel): Promise<void> {
  for (const [at, { token }] of connection.accesses.entries()) {
    const expected = connection.call(now(), at, redmine);
    const answer = await callMcp(edge, token);
    expect(answer.status).toBe(expected);
    if (expected === 200) expect((await answer.json()).result.user).toBe(connection.user);
  }
}

const which = fc.nat(20);
const withoutTime: fc.Arbitrary<Step>[] = [
  fc
    .record({ user: fc.integer({ min: 1, max: 4 }), client: which, scope: fc.constantFrom("read", "read write") })
    .map(({ user, client, scope }) =>
      step(`connect ${user} ${scope}`, (model, real) => connectAs(model, real, user, client, scope)),
    ),
  which.map((i) => onOne("rotate", i, rotate)),
  which.map((i) =>
    onOne("rotate thrice", i, async (each, real) => {
      for (let times = 0; times < 3; times += 1) await rotate(each, real);
    }),
  ),
  fc.tuple(which, which).map(([i, j]) => onOne("use a spent refresh token", i, (each, real) => reuse(each, real, j))),
  which.map((i) => onOne("call", i, (each, real, { redmine }) => callAll(each, real, redmine))),
  which.map((i) =>
    onOne("replay the code", i, async (each, { edge, now }) => {
      each.replayCode(now());
      expect((await edge.post("/oauth/token", each.code.form)).status).toBe(400);
    }),
  ),
  fc.tuple(which, which).map(([i, j]) =>
    onOne("revoke", i, async (each, { edge, now }) => {
      const tokens = [each.refresh, ...each.accesses]
        .map(({ token }) => token)
        .concat(each.spent.map((old) => old.refresh));
      const token = tokens[j % tokens.length] ?? "";
      each.revoke(now(), token);
      expect((await edge.post("/oauth/revoke", { token, client_id: each.clientId })).status).toBe(200);
    }),
  ),
  fc.tuple(which, which).map(([i, j]) =>
    onOne("steal by another client", i, async (each, { edge, clients }) => {
      const thief = clients.find(({ id }) => id !== each.clientId);
      const token = [each.refresh.token, ...each.spent.map((old) => old.refresh)][j % (1 + each.spent.length)] ?? "";
      expect((await edge.post("/oauth/token", refreshForm(thief ?? { id: "" }, token))).status).toBe(400);
      await edge.post("/oauth/revoke", { token, client_id: thief?.id ?? "" });
    }),
  ),
  fc.boolean().map((down) =>
    step(`Redmine down: ${down}`, async (model, { edge }) => {
      model.redmine.down = down;
      edge.redmine.down = down;
    }),
  ),
  fc.boolean().map((refuses) =>
    step(`Redmine refuses renewals: ${refuses}`, async (model, { edge }) => {
      model.redmine.refusesRenewal = refuses;
      edge.redmine.refusesRenewal = refuses;
    }),
  ),
  fc.constant(
    step("another process", async (model, real) => {
      real.edge = await startEdge({ store: real.store, now: real.now, redmine: real.edge.redmine });
      for (const connection of model.connections) connection.restarted(real.now());
    }),
  ),
];
const passing = fc
  .oneof(
    fc.integer({ min: 1, max: 90 * 1_000 }),
    fc.integer({ min: minute, max: 150 * minute }),
    fc.integer({ min: day, max: 60 * day }),
  )
  .map((ms) => step(`${Math.round(ms / minute)} minutes pass`, async (_, { advance }) => advance(ms)));

async function live(store: Store, clock: { now: () => number; advance(ms: number): void }, steps: Iterable<Step>) {
  const edge = await startEdge({ store, now: clock.now });
  const clients = [await registerClient(edge), await registerClient(edge, "http://localhost:2/other", "Other")];
  const model: Model = { connections: [], redmine: { down: false, refusesRenewal: false } };
  const real: Real = { edge, store, clients, ...clock };
  await fc.asyncModelRun(() => ({ model, real }), steps);

  for (const connection of model.connections) await callAll(connection, real, model.redmine);
}

const memory = "/dev/shm"; // each write waits for the disk, which is not what is tested here
const folder = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), "model-"));
let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => {
  await redis.stop();
  rmSync(folder, { recursive: true });
});

test("grants live and end as the rules say, on SQLite, while time passes", { timeout: 300_000 }, async () => {
  let time = Date.now();
  const clock = {
    now: () => time,
    advance: (ms: number) => {
      time += ms;
    },
  };
  const store = await openStore(`sqlite://${folder}/x.db`, { now: clock.now });
  await fc.assert(
    fc.asyncProperty(fc.commands([...withoutTime, passing], { maxCommands: 60, size: "max" }), (steps) =>
      live(store, clock, steps),
    ),
    { numRuns: fuzzRuns(40, 300) },
  );
  await store.close();
});

test("grants live and end as the rules say, on Redis", { timeout: 300_000 }, async () => {
  const store = await openStore(redis.url);
  await fc.assert(
    fc.asyncProperty(fc.commands(withoutTime, { maxCommands: 40, size: "max" }), async (steps) => {
      const frozen = Date.now(); // seconds must not turn into part of the pace
      await live(store, { now: () => frozen, advance: () => undefined }, steps);
    }),
    { numRuns: fuzzRuns(20, 100) },
  );
  await store.close();
});

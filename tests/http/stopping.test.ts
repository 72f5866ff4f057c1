import { once } from "node:events";
import { Agent, get } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { listen } from "../../src/http/listen.ts";
import { createEnding } from "../../src/http/shutdown.ts";
import { type SignedIn, signIn } from "../support/mcp-client.ts";
import { postMcp, toolCall } from "../support/post-mcp.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
let alice: SignedIn;

beforeEach(async () => {
  world = await startWorld();
  alice = await signIn(world.mcpUrl, world.people.alice);
});
afterEach(() => world.stop());

const call = (headers: Record<string, string> = {}) =>
  postMcp(world.mcpUrl, alice.kept.tokens?.access_token, toolCall("get_issue_details", { issue_id: 61 }), { headers });

test("for a moment it answers as before and says that it is not ready, though healthy", async () => {
  expect((await fetch(`${world.url}/ready`)).status).toBe(200);

  const stopped = world.server.stop(700);
  const ready = await fetch(`${world.url}/ready`);
  expect([ready.status, await ready.json()]).toEqual([503, { status: "stopping" }]);
  expect((await fetch(`${world.url}/health`)).status).toBe(200);
  const answer = await call();
  expect([answer.status, answer.headers.get("connection")]).toEqual([200, "keep-alive"]);
  expect(await answer.text()).toContain("Memory grows");

  await stopped;
  await expect(call()).rejects.toThrow();
});

test("then it takes no new connection, and a kept one ends with its next answer", async () => {
  const kept = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => kept.destroy());
  const health = (agent: Agent | false = kept) =>
    new Promise<[number | undefined, string | undefined]>((resolve, reject) => {
      const asked = get(`${world.url}/health`, { agent }, (response) => {
        response.resume().once("end", () => resolve([response.statusCode, response.headers.connection]));
      });
      asked.once("error", reject);
    });
  expect(await health()).toEqual([200, "keep-alive"]);

  const stopped = world.server.stop(200);
  await sleep(300);
  await expect(health(false)).rejects.toThrow("ECONNREFUSED");
  expect(await health()).toEqual([200, "close"]);
  await expect(health()).rejects.toThrow("ECONNREFUSED");
  await stopped;
});

test("a call in flight is answered, on a connection that ends with it, and nothing new is taken meanwhile", async () => {
  world.sample.delay(900);
  const answer = call();
  await sleep(200);
  const stopped = world.server.stop();
  await sleep(200);
  await expect(fetch(`${world.url}/health`)).rejects.toThrow();

  const { status, headers } = await answer;
  expect([status, headers.get("connection")]).toEqual([200, "close"]);
  await stopped;
});

test("a connection on which nothing was asked does not hold it up", async () => {
  const silent = connect(world.server.port, "127.0.0.1");
  await once(silent, "connect");
  const began = performance.now();
  await world.server.stop();
  expect(performance.now() - began).toBeLessThan(2_000);
  silent.destroy();
});

test("a call that takes too long is answered that the server has to go", async () => {
  const ending = createEnding();
  const asked: string[] = [];
  const fetchIt = async ({ url }: Request): Promise<Response> => {
    asked.push(url);
    await once(ending.cutOff, "abort");
    return new Response("gone", { status: 503 });
  };
  const listening = await listen({ fetch: fetchIt, host: "127.0.0.1", port: 0, ending, callsMs: 300 });
  onTestFinished(() => listening.stop(0));

  const answer = fetch(`http://127.0.0.1:${listening.port}/`);
  await expect.poll(() => asked.length).toBe(1);
  await listening.stop(0);
  expect([(await answer).status, ending.cutOff.aborted]).toEqual([503, true]);
});

test("a call that does not even end then is cut off", async () => {
  const ending = createEnding();
  const listening = await listen({
    fetch: () => new Promise(() => {}),
    host: "127.0.0.1",
    port: 0,
    ending,
    callsMs: 100,
  });
  const answer = fetch(`http://127.0.0.1:${listening.port}/`).catch((error: Error) => error.message);
  await sleep(100);
  const began = performance.now();
  await listening.stop(0);
  expect(performance.now() - began).toBeLessThan(2_000);
  expect(await answer).toBe("fetch failed");
});

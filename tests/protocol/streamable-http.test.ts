import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SignedIn, signIn } from "../support/mcp-client.ts";
import { postMcp, toolCall } from "../support/post-mcp.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
let alice: SignedIn;

beforeAll(async () => {
  world = await startWorld();
  alice = await signIn(world.mcpUrl, world.people.alice);
});
afterAll(() => world?.stop());

const post = (body: unknown, headers?: Record<string, string>, signal?: AbortSignal) =>
  postMcp(world.mcpUrl, alice.kept.tokens?.access_token, body, { ...(headers && { headers }), signal });

test("a call without a progress token is answered in JSON", async () => {
  const response = await post(toolCall("get_issue_details", { issue_id: 61 }));
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(JSON.stringify(await response.json())).toContain("Memory grows");
});

test("a call with a progress token is answered as a stream that proxies do not hold back", async () => {
  const response = await post(toolCall("get_issue_details", { issue_id: 61 }, { progressToken: "p1" }));
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  expect(response.headers.get("x-accel-buffering")).toBe("no");
  expect(await response.text()).toContain("Memory grows");
});

test("bad arguments come back as a result that names the field, so that a model can mend its call", async () => {
  const wrong = await alice.call("get_issue_details", { issue_id: { nested: true } });
  expect(wrong.isError).toBe(true);
  expect(wrong.text).toContain("issue_id");

  const misspelt = await alice.call("get_issue_details", { issue_id: 61, note: 3 });
  expect(misspelt.isError).toBe(true);
  expect(misspelt.text).toMatch(/unknown parameter note.*there are: .*notes/);
});

test.each<[unknown]>([[{ toString: 1, valueOf: 1 }], [[]], [[61]], [{ length: 1 }], [true], [""]])(
  "an issue number that is %j is a bad argument too, and no fault of ours",
  async (odd) => {
    const { text, isError } = await alice.call("get_issue_details", { issue_id: odd });
    expect(isError).toBe(true);
    expect(text).toBe(
      "get_issue_details was not run: issue_id: give an issue's number, or its address in this Redmine. Correct the arguments and call again.",
    );
  },
);

test("a tool that is named by no text is refused without a line about a fault", async () => {
  const lines = world.log.length;
  const response = await post({ ...toolCall("", {}), params: { name: { toString: 1, valueOf: 1 } } });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ id: 7, error: { code: expect.any(Number) } });
  expect(world.log.slice(lines).join("")).not.toContain('"level":"error"');
});

test("a missing argument is called required", async () => {
  const { text } = await alice.call("get_issue_details");
  expect(text).toContain("issue_id is required: give an issue's number");
});

test("a batch is refused before anything in it runs", async () => {
  world.sample.forgetRequests();
  const response = await post([toolCall("get_issue_details", { issue_id: 61 })]);
  expect(response.status).toBe(400);
  expect(world.sample.requests).toHaveLength(0);
});

test("what is not JSON is a parse error", async () => {
  const response = await post("{ nonsense");
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { code: -32_700 } });
});

test("notifications and responses are taken without an answer", async () => {
  expect((await post({ jsonrpc: "2.0", method: "notifications/initialized" })).status).toBe(202);
  expect((await post({ jsonrpc: "2.0", id: 3, result: {} })).status).toBe(202);
});

test("GET and DELETE are not offered: there are no sessions", async () => {
  for (const method of ["GET", "DELETE"]) {
    const response = await fetch(world.mcpUrl, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
  }
});

test.each([
  ["a client of today", "text/event-stream"],
  ["a client that takes JSON", "application/json"],
  ["a client that takes anything", "*/*"],
  ["a page that streams", "text/html, text/event-stream"],
  ["a program that reads HTML too", "application/json, text/html;q=0.9"],
])("a GET of %s is told to POST", async (_, accept) => {
  const response = await fetch(world.mcpUrl, { headers: { accept }, redirect: "manual" });
  expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
});

test("a person who opens the URL in a browser comes to the page that says what to do with it", async () => {
  const accept = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8";
  const response = await fetch(world.mcpUrl, { headers: { accept }, redirect: "manual" });
  expect([response.status, response.headers.get("location")]).toEqual([303, `${world.url}/`]);

  const evil = { accept, origin: "https://evil.example" };
  expect((await fetch(world.mcpUrl, { headers: evil, redirect: "manual" })).status).toBe(403);
});

test("an unknown protocol version is refused", async () => {
  expect((await post(toolCall("get_issue_details", {}), { "mcp-protocol-version": "1999-01-01" })).status).toBe(400);
});

test("a body beyond the limit is refused", async () => {
  const response = await post(toolCall("get_issue_details", { issue_id: "x".repeat(9 * 1024 * 1024) }));
  expect(response.status).toBe(413);
});

test("when the client goes, the read at Redmine ends and the next call is served", async () => {
  const ended: number[] = [];
  world.sample.delay(3_000);
  const leaving = new AbortController();
  const answer = post(toolCall("get_issue_details", { issue_id: 61 }), {}, leaving.signal).catch(() => ended.push(1));
  await sleep(300);
  leaving.abort();
  await answer;
  world.sample.delay(0);

  await expect.poll(() => world.log.filter((line) => line.includes('"outcome":"aborted"')).length).toBe(1);
  expect((await alice.call("get_issue_details", { issue_id: 61 })).isError).toBe(false);
});

test("the server promises nothing it cannot keep without sessions", () => {
  expect(alice.client.getServerCapabilities()).toEqual(
    expect.not.objectContaining({ resources: expect.objectContaining({ subscribe: true }) }),
  );
  expect(alice.client.getServerCapabilities()?.tools).toEqual({});
});

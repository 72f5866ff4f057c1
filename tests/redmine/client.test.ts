import { beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { createRedmine, type Redmine } from "../../src/redmine/client.ts";
import type { Credentials } from "../../src/redmine/credentials.ts";
import { failureOf } from "../../src/redmine/failure.ts";
import { path } from "../../src/redmine/path.ts";
import { createSend } from "../../src/redmine/send.ts";
import { Secret } from "../../src/secret.ts";
import { testCredentials } from "../support/test-context.ts";

const anything = z.unknown();
const issue = { what: "the issue" };
const credentials = testCredentials({ current: async () => ({ kind: "bearer", secret: new Secret("token") }) });
const failure = (sent: Promise<unknown>) => sent.then(() => undefined, failureOf);

let redmine: Redmine;
let asked: string[];
/** Answers to these tokens are 401. */
let refused: string[];
/** Whom Redmine takes us for; a promise makes it slow. */
let whoIsAsking: number | Promise<number>;

beforeEach(() => {
  asked = [];
  whoIsAsking = 5;
  refused = [];
  redmine = createRedmine(
    createSend("http://redmine.test", async (input, init) => {
      const request = new Request(input, init);
      const { pathname } = new URL(request.url);
      asked.push(`${request.method} ${pathname}`);
      if (refused.includes(request.headers.get("authorization") ?? "")) return new Response("", { status: 401 });
      if (pathname === "/my/account.json") return Response.json({ user: { id: await whoIsAsking } });
      return Response.json({});
    }),
  );
});

test("who is signed in is asked beside the first read, and not again for a while", async () => {
  for (let calls = 0; calls < 3; calls += 1) await redmine.as(credentials).get(path`issues/1.json`, anything, issue);
  expect(asked.filter((request) => request === "GET /my/account.json")).toHaveLength(1);
});

test("what Redmine answers to somebody else is not given out, and is asked anew the next time", async () => {
  whoIsAsking = 6;
  const read = () => redmine.as(credentials).get(path`issues/1.json`, anything, issue);
  expect(await failure(read())).toEqual({ reason: "signed_out", because: "other_user" });
  whoIsAsking = 5;
  expect(await failure(read())).toBeUndefined();
});

test("a refused token is renewed, and only when nothing newer is to be had is the sign-in over", async () => {
  refused = ["Bearer token"];
  const renewing: Credentials = {
    ...credentials,
    renew: async () => ({ kind: "bearer", secret: new Secret("newer") }),
  };
  const read = (as: Credentials) => failure(redmine.as(as).get(path`issues/1.json`, anything, issue));
  expect(await read(renewing)).toBeUndefined();
  expect(await read(credentials)).toEqual({ reason: "signed_out", because: "refused" });

  refused.push("Bearer newer"); // a proxy that takes the header away, REST switched off
  expect(await read(renewing)).toEqual({ reason: "refused_again" });
});

test("what is known of one grant counts for no other", async () => {
  await redmine.as(credentials).get(path`issues/1.json`, anything, issue);
  const other = { ...credentials, key: "other grant", userId: 7 };
  expect(await failure(redmine.as(other).get(path`issues/1.json`, anything, issue))).toMatchObject({
    because: "other_user",
  });
});

test("each write asks who is signed in before it is sent, whatever reads know", async () => {
  await redmine.as(credentials).get(path`issues/1.json`, anything, issue);
  whoIsAsking = 6;
  expect(await failure(redmine.as(credentials).put(path`issues/1.json`, {}, issue))).toMatchObject({
    reason: "signed_out",
  });
  expect(asked).not.toContain("PUT /issues/1.json");
});

test("a client that goes ends its own read, not the check that another call waits for", async () => {
  const { promise, resolve } = Promise.withResolvers<number>();
  whoIsAsking = promise;
  const client = new AbortController();
  const left = failure(redmine.as(credentials, client.signal).get(path`issues/1.json`, anything, issue));
  const other = redmine.as(credentials).get(path`issues/2.json`, anything, issue);

  client.abort();
  resolve(5);
  expect(await other).toEqual({});
  expect(await left).toEqual({ reason: "aborted" });
  expect(asked.filter((request) => request === "GET /my/account.json")).toHaveLength(1);
});

test("one person cannot take all the places in the queue: the rest of the requests are told to come back", async () => {
  let answer = (_: Response) => {};
  const slow = new Promise<Response>((resolve) => {
    answer = resolve;
  });
  const crowded = createRedmine(createSend("http://redmine.test", async () => (await slow).clone()));
  const readAs = (key: string) =>
    failure(crowded.as({ ...credentials, key }).get(path`issues/1.json`, anything, issue));
  // three sign-ins of one person count as one
  const reads = Array.from({ length: 150 }, (_, at) => readAs(`grant ${at % 3}`));
  await new Promise((resolve) => setTimeout(resolve, 20));
  answer(Response.json({ user: { id: 5 } }));

  const failures = await Promise.all(reads);
  expect(failures.filter((each) => each?.reason === "unavailable")).toHaveLength(44); // 6 under way, 100 wait
  expect(await readAs("grant")).toBeUndefined();
});

test("one call of a tool costs Redmine at most a hundred requests, and four more for each change", async () => {
  const one = redmine.as(credentials);
  const read = () => one.get(path`issues/1.json`, anything, issue);
  one.begin(false);
  for (let times = 0; times < 99; times += 1) await read();
  expect(await failure(read())).toEqual({ reason: "too_many_requests", most: 100 });
  expect(asked).toHaveLength(100); // the check of who is signed in is one of them

  one.begin(true);
  await one.put(path`issues/1.json`, {}, issue);
  for (let times = 0; times < 103; times += 1) await read();
  expect(await failure(read())).toMatchObject({ reason: "too_many_requests" });
});

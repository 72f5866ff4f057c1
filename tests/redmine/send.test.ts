import { describe, expect, test } from "vitest";
import { failureOf } from "../../src/redmine/failure.ts";
import { path } from "../../src/redmine/path.ts";
import { type Call, createSend } from "../../src/redmine/send.ts";

const read: Call = { method: "GET", path: path`issues.json`, person: 1 };
const write: Call = { method: "POST", path: path`issues.json`, json: {}, person: 1 };
/** The same call of different people, so that nobody's own share is the limit. */
const ofMany = (call: Call, number: number): Call[] =>
  Array.from({ length: number }, (_, at) => ({ ...call, person: 100 + at }));

/** A Redmine that answers when told to, or never. */
function slowRedmine() {
  const waiting: (() => void)[] = [];
  const asked: string[] = [];
  const send = createSend("http://redmine.test", (input, init) => {
    const request = new Request(input, init);
    asked.push(request.method);
    return new Promise((resolve, reject) => {
      waiting.push(() => resolve(Response.json({})));
      request.signal.addEventListener("abort", () => reject(request.signal.reason), { once: true });
    });
  });
  const answerAll = () => {
    for (const answer of waiting.splice(0)) answer();
  };
  return { send, asked, answerAll };
}

const failure = (sent: Promise<unknown>) => sent.then(() => undefined, failureOf);
const turn = () => new Promise((resolve) => setTimeout(resolve, 20));

describe("while all connections to Redmine are taken", () => {
  test("a request that waits gives up in its own time, and was never sent", async () => {
    const { send, asked, answerAll } = slowRedmine();
    const taken = ofMany(write, 8).map((call) => send(call));
    await turn();

    expect(await failure(send({ ...write, timeoutMs: 50 }))).toEqual({
      reason: "unavailable",
      because: "timeout",
      sent: "nothing",
    });
    answerAll();
    await Promise.all(taken);
    await turn();
    expect(asked).toHaveLength(8);
  });

  test("a read whose client goes is told at once", async () => {
    const { send, asked, answerAll } = slowRedmine();
    const taken = ofMany(write, 8).map((call) => send(call));
    const client = new AbortController();
    const left = failure(send({ ...read, signal: client.signal }));
    await turn();

    client.abort();
    expect(await left).toEqual({ reason: "aborted" });
    answerAll();
    await Promise.all(taken);
    expect(asked).not.toContain("GET");
  });

  test("more than 400 that wait are told so", async () => {
    const { send, answerAll } = slowRedmine();
    const sent = ofMany(read, 409).map((call) => send(call));
    expect(await failure(Promise.all(sent.slice(408)))).toEqual({
      reason: "unavailable",
      because: "busy",
      sent: "nothing",
    });

    const served = Promise.all(sent.slice(0, 408));
    const helper = setInterval(answerAll, 1);
    await served;
    clearInterval(helper);
  });
});

describe("a request that is sent", () => {
  test("and gets no answer in its time says what was sent", async () => {
    const { send } = slowRedmine();
    const late = { reason: "unavailable", because: "timeout" };
    expect(await failure(send({ ...read, timeoutMs: 30 }))).toEqual({ ...late, sent: "read" });
    expect(await failure(send({ ...write, timeoutMs: 30 }))).toEqual({ ...late, sent: "write" });
  });

  test("ends with its client when it reads, and goes on when it writes", async () => {
    const { send, answerAll } = slowRedmine();
    const client = new AbortController();
    const reading = failure(send({ ...read, signal: client.signal }));
    const writing = send({ ...write, signal: client.signal });
    await turn();

    client.abort();
    expect(await reading).toEqual({ reason: "aborted" });
    answerAll();
    expect((await writing).status).toBe(200);
  });

  test.each([
    ["GET", 2],
    ["POST", 1],
    ["PUT", 1],
    ["DELETE", 1],
  ] as const)("as %s to a Redmine that fails is sent %d time(s)", async (method, times) => {
    let asked = 0;
    const send = createSend("http://redmine.test", async () => {
      asked += 1;
      return new Response("", { status: 503 });
    });
    expect(await failure(send({ method, path: path`issues/1.json` }))).toMatchObject({ because: "server_error" });
    expect(asked).toBe(times);
  });

  test("gets as much of the body as it asked for", async () => {
    const send = createSend("http://redmine.test", async () => new Response("0123456789"));
    const { body, cut } = await send(read, 4);
    expect([new TextDecoder().decode(body), cut]).toEqual(["0123", true]);
  });
});

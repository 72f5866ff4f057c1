import { expect, test } from "vitest";
import { createEnding, orCutOff } from "../../src/http/shutdown.ts";
import { keptAlive } from "../../src/http/sse-keepalive.ts";

const stream = (body: ReadableStream<Uint8Array>) =>
  new Response(body, { headers: { "content-type": "text/event-stream" } });
const bytes = (text: string) => new TextEncoder().encode(text);

test("an answer that comes in time is passed on", async () => {
  const answer = new Response("in time");
  expect(await orCutOff(Promise.resolve(answer), 7, createEnding().cutOff)).toBe(answer);
});

test("a call that is not answered in time gets an error of its own id, and word that it may have been done", async () => {
  const ending = createEnding();
  const answer = orCutOff(new Promise(() => {}), "seven", ending.cutOff);
  ending.cut();

  expect((await answer).status).toBe(503);
  const { id, error } = await (await answer).json();
  expect(id).toBe("seven");
  expect(error.message).toMatch(/restart.*read that before repeating/);
});

test("a call that comes too late gets the same", async () => {
  const ending = createEnding();
  ending.cut();
  expect((await orCutOff(new Promise(() => {}), 7, ending.cutOff)).status).toBe(503);
});

test("a stream ends with that word as its last event", async () => {
  const ending = createEnding();
  let cancelled = false;
  const source = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(bytes("data: 1\n\n")),
    cancel: () => {
      cancelled = true;
    },
  });
  const reader = keptAlive(stream(source), 7, ending.cutOff).body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("data: 1\n\n");

  ending.cut();
  const last = new TextDecoder().decode((await reader?.read())?.value);
  expect(JSON.parse(last.replace(/^event: message\ndata: /, ""))).toMatchObject({ jsonrpc: "2.0", id: 7 });
  expect((await reader?.read())?.done).toBe(true);
  expect(cancelled).toBe(true);
});

test("a stream that has ended hears nothing more", async () => {
  const ending = createEnding();
  const source = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(bytes("data: 1\n\n"));
      controller.close();
    },
  });
  expect(await keptAlive(stream(source), 7, ending.cutOff).text()).toBe("data: 1\n\n");
  ending.cut();
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keptAlive } from "../../src/http/sse-keepalive.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const never = new AbortController().signal;

/** A stream of events that says nothing, and who sends it. */
function silent() {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const reader = keptAlive(
    new Response(readable, { headers: { "content-type": "text/event-stream" } }),
    1,
    never,
  ).body?.getReader();
  if (!reader) throw new Error("no body");
  return { reader, writable };
}

test("a silent stream gets a comment every twenty seconds, until it ends", async () => {
  const { reader, writable } = silent();
  vi.advanceTimersByTime(20_000);
  expect(new TextDecoder().decode((await reader.read()).value)).toBe(": still working\n\n");

  await writable.close();
  expect((await reader.read()).done).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

test("a stream that fails takes its timer with it", async () => {
  const { reader, writable } = silent();
  const reading = reader.read();

  writable.abort(new Error("torn")).catch(() => undefined);
  await expect(reading).rejects.toThrow("torn");
  expect(vi.getTimerCount()).toBe(0);
});

import { expect, test } from "vitest";
import { readBody } from "../../src/redmine/body.ts";
import { createByteBudget } from "../../src/redmine/byte-budget.ts";

const silent = () => new Response(new ReadableStream({ cancel: () => new Promise(() => {}) }));

test.each(["before", "while"])(
  "a body that neither comes nor ends is given up when the call is, %s it is read",
  async (when) => {
    const budget = createByteBudget({ shared: 1_000_000, kept: 0 });
    const controller = new AbortController();
    if (when === "before") controller.abort(new Error("the time is over"));
    const read = readBody(silent(), { maxBytes: 1000, budget, person: 1, signal: controller.signal });
    controller.abort(new Error("the time is over"));
    await expect(read).rejects.toThrow("the time is over");
  },
);

test.each(["beginning", "end"] as const)(
  "of a large body the %s is kept, in whatever pieces it comes",
  async (keep) => {
    const bytes = Uint8Array.from({ length: 3_000_000 }, (_, at) => at % 251);
    const inPieces = () => {
      let at = 0;
      const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
        if (at === bytes.length) return controller.close();
        const next = Math.min(bytes.length, at + 1 + (at % 70_000));
        controller.enqueue(bytes.subarray(at, next));
        at = next;
      };
      return new Response(new ReadableStream({ pull }));
    };
    const budget = createByteBudget({ shared: 8_000_000, kept: 0 });
    const options = { budget, person: 1, signal: new AbortController().signal, keep };

    for (const maxBytes of [2_999_999, 3_000_000, 4_000_000, 1_100_000, 900_000]) {
      const { body, cut } = await readBody(inPieces(), { ...options, maxBytes });
      const expected = keep === "end" ? bytes.subarray(-maxBytes) : bytes.subarray(0, maxBytes);
      expect(Buffer.compare(body, expected)).toBe(0);
      expect(cut).toBe(maxBytes < bytes.length);
    }
  },
);

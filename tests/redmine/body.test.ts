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

import { expect, it } from "vitest";
import { overKeyv } from "../../src/store/over-keyv.ts";
import { type Backend, StoreUnavailable } from "../../src/store/store.ts";
import { listed } from "./listed.ts";

const failure = new Error("the disk is on fire");
const fail = async (): Promise<never> => {
  throw failure;
};

/** A backend that fails at everything, except where a test says otherwise. */
function broken(storage: Partial<Backend["storage"]> = {}): Backend {
  return {
    name: "test backend",
    storage: { capabilities: { expires: true }, get: fail, set: fail, delete: fail, ...storage },
    add: fail,
    replace: fail,
    async *keys() {
      yield "grant:one";
      throw failure;
    },
    ping: fail,
    close: async () => {},
  };
}

it("lets nothing that a backend throws pass for an answer", async () => {
  const store = overKeyv(broken(), Date.now);
  const outcomes = await Promise.allSettled([
    store.get("grant", "k"),
    store.set("grant", "k", "x", 1),
    store.add("grant", "k", "x", 1),
    store.replace("grant", "k", "x", 1),
    store.delete("grant", "k"),
    listed(store.keys("grant")),
    store.ping(),
  ]);
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(StoreUnavailable) });
    expect(outcome).toMatchObject({ reason: { message: "test backend: the disk is on fire", cause: failure } });
  }
});

it("does not take a write for done that the backend says was not", async () => {
  const store = overKeyv(broken({ set: async () => false }), Date.now);
  await expect(store.set("grant", "k", "x", 1)).rejects.toThrow(StoreUnavailable);
});

it("asks the backend once for each call", async () => {
  const calls: string[] = [];
  const store = overKeyv(
    broken({
      get: async (key) => {
        calls.push(`get ${key}`);
        return "x";
      },
      set: async (key, value, expires) => {
        calls.push(`set ${key} ${value} ${expires}`);
        return true;
      },
      delete: async (key) => {
        calls.push(`delete ${key}`);
        return true;
      },
    }),
    () => 5_000,
  );
  await store.set("grant", "k", "x", 10);
  expect(await store.get("grant", "k")).toBe("x"); // although 5010 is long past for Keyv's own clock
  await store.delete("grant", "k");
  expect(calls).toEqual(["set grant:k x 5010", "get grant:k", "delete grant:k"]);
});

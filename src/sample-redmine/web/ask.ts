import { type Context, Hono } from "hono";
import { TrieRouter } from "hono/router/trie-router";
import type { Caller } from "../access/permissions.ts";
import type { Sample } from "../sample.ts";
import type { Params } from "./params.ts";
import { Refused } from "./reply.ts";
import type { Say } from "./words.ts";

/** One request, ready to answer. */
export type Ask = {
  sample: Sample;
  caller: Caller;
  params: Params;
  request: Request;
  say: Say;
};

type Env = { Bindings: { path: string; ask: Ask } };
export type Routes = Hono<Env>;

/** Routes by the path that is left when sub-URI and suffix are taken off. */
export function createRoutes(): Routes {
  const app = new Hono<Env>({
    router: new TrieRouter(), // the default tries another router first, which cannot take these paths
    getPath: (_request, options) => options?.env?.path ?? "/",
  });
  app.onError((error) => {
    if (error instanceof Refused) return error.response;
    throw error;
  });
  return app;
}

export type Answer = (ask: Ask, ...path: string[]) => Response | Promise<Response>;

/** Hands a handler the request and the values in its path, in the order of the path. */
export function answer(path: string, handler: Answer) {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? "");
  return ({ env, req }: Context<Env>) => {
    const values = names.map((name) => req.param(name) ?? "");
    return handler(env.ask, ...values);
  };
}

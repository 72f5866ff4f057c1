import { registerHooks } from "node:module";

// With `--import` of this file, main.ts runs around server.ts here: the process is watched without the rest of the house.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "../server.ts" && context.parentURL?.includes("/src/commands/")
      ? { url: new URL("./server.ts", import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});

import { readFileSync } from "node:fs";
import type { Plugin } from "esbuild";

const wait = "await delay(1);";

/**
 * fastmcp waits a millisecond after each tool call, so that content which the tool streams gets out before its result. Ours stream
 * none, and with the timer's own slack it is a third of what a call takes here.
 */
export const noWait: Plugin = {
  name: "no-wait",
  setup(build) {
    let found = 0;
    build.onLoad({ filter: /[\\/]node_modules[\\/]fastmcp[\\/]dist[\\/]chunk-\w+\.js$/ }, ({ path }) => {
      const parts = readFileSync(path, "utf8").split(wait);
      found += parts.length - 1;
      return { contents: parts.join(""), loader: "js" };
    });
    build.onEnd(({ errors }) => {
      if (errors.length > 0 || found === 1) return undefined;
      return { errors: [{ text: `fastmcp has “${wait}” ${found} times, and once was known: see scripts/no-wait.ts` }] };
    });
  },
};

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { signIn } from "../support/mcp-client.ts";
import { startWorld } from "../support/world.ts";
import { startBearerProxy } from "./bearer-proxy.ts";
import { legacyFixtures } from "./legacy-fixtures.ts";
import { modernFixtures } from "./modern-fixtures.ts";

// The public conformance suite against our own edge, signed in: npm run conformance [-- --revision R] [--scenario S]
const { values } = parseArgs({
  options: { revision: { type: "string", multiple: true }, scenario: { type: "string" } },
});
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const world = await startWorld({
  deps: { more: { fastmcp: legacyFixtures, modern: modernFixtures } },
  settings: { LOG_LEVEL: "fatal" },
});
const alice = await signIn(world.mcpUrl, world.people.alice);
const proxy = await startBearerProxy(new URL(world.url), alice.kept.tokens?.access_token ?? "");
let failed = false;

for (const revision of values.revision ?? ["2025-11-25", "2026-07-28"]) {
  const which = values.scenario
    ? ["--scenario", values.scenario, "--spec-version", revision]
    : ["--requirements", revision];
  const expected = ["--expected-failures", here(`expected-failures-${revision}.yml`)];
  const url = ["--url", `http://localhost:${proxy.port}/mcp`];
  const code = await run("conformance", ["server", ...url, ...which, ...(values.scenario ? ["--verbose"] : expected)]);
  if (code !== 0) failed = true;
}

await proxy.stop();
await world.stop();
process.exit(failed ? 1 : 0);

function run(command: string, args: string[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit" });
    child.once("error", reject);
    child.once("exit", resolve);
  });
}

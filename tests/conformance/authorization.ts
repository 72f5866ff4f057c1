import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Browser } from "../support/browser.ts";
import { isOurs } from "../support/mcp-client.ts";
import { signInAtRedmine } from "../support/sign-in-at-redmine.ts";
import { freePort, startWorld } from "../support/world.ts";

// The suite's authorization command against our authorization server; its user is alice, in a browser without script.
const world = await startWorld({ settings: { LOG_LEVEL: "fatal" } });
const port = await freePort();
const callback = `http://127.0.0.1:${port}/callback`;
const registered = await fetch(`${world.url}/oauth/register`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ client_name: "Conformance", redirect_uris: [callback], token_endpoint_auth_method: "none" }),
});
const { client_id } = (await registered.json()) as { client_id: string };

const args = [
  "authorization",
  "--url",
  world.url,
  "--client-id",
  client_id,
  "--resource",
  world.mcpUrl,
  "-p",
  String(port),
];
const suite = spawn("conformance", args, { stdio: ["ignore", "pipe", "inherit"] });
const visited = new Set<string>();

createInterface({ input: suite.stdout }).on("line", async (line) => {
  process.stdout.write(`${line}\n`);
  const url = /https?:\/\/\S+\/oauth\/authorize\?\S+/.exec(line)?.[0];
  if (!url || visited.has(url)) return;
  visited.add(url);
  const browser = new Browser({ mayVisit: isOurs });
  const back = await signInAtRedmine(browser, url, world.people.alice, { until: (at) => at.href.startsWith(callback) });
  await fetch(back);
});

const code = await new Promise<number | null>((resolve) => suite.once("exit", resolve));
await world.stop();
process.exit(code ?? 1);

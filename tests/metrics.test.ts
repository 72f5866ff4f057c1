import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signIn } from "./support/mcp-client.ts";
import { serveSettings } from "./support/serve-settings.ts";
import { startServerProcess } from "./support/server-process.ts";
import { startWorld, type World } from "./support/world.ts";

let world: World;
let page = "";

beforeAll(async () => {
  world = await startWorld({ settings: { METRICS_PORT: "0" } });
  const alice = await signIn(world.mcpUrl, world.people.alice);
  await alice.call("get_issue_details", { issue_id: 61 });
  await alice.call("get_issue_details", { issue_id: 99_999 });
  await alice.call("get_issue_details", { issue_id: "words of a person" });
  const refreshed = await fetch(`${world.url}/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "refresh_token",
      refresh_token: alice.kept.tokens?.refresh_token ?? "",
      client_id: alice.kept.client?.client_id ?? "",
    }),
  });
  expect(refreshed.status).toBe(200);
  world.sample.down("html");
  await alice.call("get_issue_details", { issue_id: 62 });
  world.sample.down(undefined);
  page = await (await fetch(`http://127.0.0.1:${world.server.metricsPort}/metrics`)).text();
});
afterAll(() => world.stop());

const calls = 'redmine_fastmcp_calls_total{kind="tool",name="get_issue_details"';

describe("metrics", () => {
  test.each([
    `${calls},outcome="ok"} 1`,
    `${calls},outcome="not_found"} 1`,
    `${calls},outcome="invalid_arguments"} 1`,
    `${calls},outcome="unavailable"} 1`,
    'redmine_fastmcp_call_seconds_count{kind="tool",name="get_issue_details"} 4',
    'redmine_fastmcp_redmine_request_seconds_count{method="GET",area="issues",outcome="2xx"} 2',
    'redmine_fastmcp_redmine_request_seconds_count{method="GET",area="issues",outcome="4xx"} 1',
    'redmine_fastmcp_redmine_request_seconds_count{method="GET",area="issues",outcome="server_error"} 1',
    'redmine_fastmcp_redmine_request_seconds_count{method="POST",area="oauth",outcome="2xx"} 1',
    'redmine_fastmcp_sign_ins_total{client="loopback",outcome="signed_in"} 1',
    'redmine_fastmcp_refreshes_total{outcome="ok"} 1',
    'redmine_fastmcp_store_seconds_count{operation="get",outcome="ok"}',
    "nodejs_eventloop_lag_p99_seconds",
    "process_resident_memory_bytes",
  ])("tell %s", (line) => {
    expect(page).toContain(line);
  });

  test("hold no word of anybody", () => {
    expect(page).not.toMatch(/words of a person|alice|Alice/);
  });

  test("are on their own port and nowhere else, and nothing else is there", async () => {
    expect((await fetch(`${world.url}/metrics`)).status).toBe(404);
    const own = `http://127.0.0.1:${world.server.metricsPort}`;
    expect((await fetch(`${own}/mcp`, { method: "POST" })).status).toBe(404);
    expect((await fetch(`${own}/health`)).status).toBe(404);
  });
});

test.each([
  ["without METRICS_PORT not even loaded", {}, false],
  ["loaded with it", { METRICS_PORT: "0" }, true],
])("prom-client is %s", async (_, settings, isLoaded) => {
  const hook = new URL("support/tells-prom-client.ts", import.meta.url);
  const server = await startServerProcess({ ...serveSettings, ...settings, NODE_OPTIONS: `--import=${hook}` });
  await server.stop();
  expect(server.log.includes("prom-client is loaded")).toBe(isLoaded);
});

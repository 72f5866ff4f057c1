import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signIn } from "./support/mcp-client.ts";
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
    'redmine_fastmcp_redmine_request_seconds_count{method="GET",area="issues",outcome="2xx"} 1',
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

test("without METRICS_PORT prom-client is not even loaded", () => {
  const program = `
    import { registerHooks } from "node:module";
    registerHooks({ resolve(name, context, next) {
      if (name === "prom-client") console.log("LOADED");
      return next(name, context);
    } });
    const { loadConfig } = await import("./src/config.ts");
    const { startServer } = await import("./src/server.ts");
    const { createLog } = await import("./src/log.ts");
    const env = { REDMINE_URL: "http://127.0.0.1:1", REDMINE_CLIENT_ID: "a", REDMINE_CLIENT_SECRET: "b", MCP_PORT: "0", TOKEN_STORE_URL: "memory:", ...JSON.parse(process.env.MORE) };
    const server = await startServer(loadConfig({ command: "serve", argv: [], env, cwd: "/" }), { log: createLog({ level: "silent" }) });
    console.log("STARTED");
    await server.stop();
  `;
  const output = (more: object) =>
    spawnSync(process.execPath, ["--input-type=module-typescript", "--eval", program], {
      encoding: "utf8",
      env: { ...process.env, MORE: JSON.stringify(more) },
    }).stdout.trim();

  expect(output({})).toBe("STARTED");
  expect(output({ METRICS_PORT: "0" })).toBe("LOADED\nSTARTED");
});

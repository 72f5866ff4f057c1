import { expect, test } from "vitest";
import { signIn } from "../support/mcp-client.ts";
import { startCollector } from "../support/otlp-collector.ts";
import { startSampleProcess } from "../support/sample-process.ts";
import { startServerProcess } from "../support/server-process.ts";
import { freePort } from "../support/world.ts";

test("as deployed, spans of what was done reach the collector, the last of them as it stops", async () => {
  const [collector, sample, port] = await Promise.all([startCollector(), startSampleProcess(), freePort()]);
  const server = await startServerProcess({
    ...sample.settings,
    MCP_PORT: String(port),
    MCP_BASE_URL: `http://127.0.0.1:${port}`,
    TOKEN_STORE_URL: "memory:",
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  });
  const alice = await signIn(server.mcpUrl, sample.people.alice);
  await alice.call("get_issue_details", { issue_id: 61 });
  await alice.close();
  expect(await server.stop()).toBe(0);

  const names = collector.spans.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["POST oauth", "GET my", "GET issues", "tools/call get_issue_details"]));
  await sample.stop();
  await collector.stop();
});

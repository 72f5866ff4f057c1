import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Log, LogEntry } from "../src/log.ts";
import { createTracing, type Tracing } from "../src/tracing.ts";
import { type SignedIn, signIn } from "./support/mcp-client.ts";
import { type Collector, startCollector } from "./support/otlp-collector.ts";
import { postMcp, toolCall } from "./support/post-mcp.ts";
import { startWorld, type World } from "./support/world.ts";

let warnings: LogEntry[];
const ignore = () => undefined;
const log: Log = {
  debug: ignore,
  info: ignore,
  warn: (entry) => void warnings.push(entry),
  error: ignore,
  fatal: ignore,
};

beforeEach(() => {
  warnings = [];
});
afterEach(() => vi.unstubAllEnvs());

/** The exporter reads the environment of the process. */
function tracingWith(
  settings: Record<string, string>,
  redmineUrl = "http://redmine.test",
): Promise<Tracing | undefined> {
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  return createTracing(process.env, redmineUrl, log);
}

describe("off, which is nothing at all", () => {
  test.each([
    {},
    { OTEL_EXPORTER_OTLP_ENDPOINT: "" },
    { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318", OTEL_SDK_DISABLED: "true" },
    { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318", OTEL_TRACES_EXPORTER: "none" },
  ])("with %o", async (settings) => {
    expect(await tracingWith(settings)).toBeUndefined();
  });
});

describe("spans of people's calls", () => {
  const theirs = { trace: "4bf92f3577b34da6a3ce929d0e0e4736", span: "00f067aa0ba902b7" };
  const traceparent = `00-${theirs.trace}-${theirs.span}-01`;
  let collector: Collector;
  let world: World;
  let alice: SignedIn;
  const traces: (string | null)[] = []; // as Redmine was told

  async function call(name: string, args: object, headers: Record<string, string>, meta?: object): Promise<void> {
    const message = toolCall(name, args, meta);
    await (await postMcp(world.mcpUrl, alice.kept.tokens?.access_token, message, { headers })).text();
  }

  beforeAll(async () => {
    collector = await startCollector();
    const settings = {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_SERVICE_NAME: "redmine-for-claude",
      OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test",
    };
    const tracing = await tracingWith(settings);
    world = await startWorld({
      deps: {
        tracing,
        fetch: (input, init) => {
          traces.push((input instanceof Request ? input : new Request(input, init)).headers.get("traceparent"));
          return globalThis.fetch(input, init);
        },
      },
    });
    alice = await signIn(world.mcpUrl, world.people.alice);
    await call("get_issue_details", { issue_id: 61 }, { traceparent });
    await call("search_issues", { query: "memory" }, {}, { traceparent });
    await call("get_issue_details", { issue_id: 99_999 }, { traceparent: "00-garbage" });
    await world.stop();
    await tracing?.stop();
  });
  afterAll(() => collector.stop());

  const spansOf = (name: string) => collector.spans.filter((span) => span.name === name);

  test("are children of the client's, whether it says so in a header or in _meta", () => {
    for (const name of ["get_issue_details", "search_issues"]) {
      const [span] = spansOf(`tools/call ${name}`);
      expect(span).toMatchObject({
        trace: theirs.trace,
        parent: theirs.span,
        kind: 2, // server
        status: 0,
        attributes: {
          "mcp.method.name": "tools/call",
          "gen_ai.operation.name": "execute_tool",
          "gen_ai.tool.name": name,
          "user.id": String(world.people.alice.id),
          "redmine_fastmcp.request": expect.stringMatching(/^[0-9a-f]{12}$/),
        },
      });
    }
  });

  test("have the requests to Redmine below them, and Redmine is told which", () => {
    const [above] = spansOf("tools/call get_issue_details");
    const [read] = collector.spans.filter((span) => span.parent === above?.id && span.name === "GET issues");
    expect(read).toMatchObject({
      trace: theirs.trace,
      kind: 3, // client
      attributes: {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "server.address": "redmine.test",
      },
    });
    expect(traces).toContain(`00-${theirs.trace}-${read?.id}-01`);
  });

  test("say how a call failed; a traceparent that is none begins no trace of its own making", () => {
    const [, failed] = spansOf("tools/call get_issue_details");
    expect(failed).toMatchObject({ parent: "", status: 2, attributes: { "error.type": "not_found" } });
    expect(failed?.trace).toMatch(/^[0-9a-f]{32}$/);
  });

  test("name the service as the environment says", () => {
    expect(collector.spans[0]?.service).toMatchObject({
      "service.name": "redmine-for-claude",
      "deployment.environment.name": "test",
    });
  });

  test("hold nothing that people wrote and no token", () => {
    const everything = Buffer.concat(collector.raw).toString("latin1");
    expect(everything).toContain("search_issues");
    for (const secret of ["memory", "Memory", "alice", alice.kept.tokens?.access_token ?? "?"])
      expect(everything).not.toContain(secret);
  });
});

test.each(["collector:4318", "not a url"])("an endpoint that is none, %s, is told at the start", async (endpoint) => {
  expect(await tracingWith({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })).toBeUndefined();
  expect(warnings).toEqual([{ event: "traces_off", because: "the endpoint is no http or https URL" }]);
});

test("OTEL_TRACES_SAMPLER leaves spans out, and says so down the line", async () => {
  const collector = await startCollector();
  const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER: "parentbased_traceidratio" };
  const tracing = await tracingWith({ ...settings, OTEL_TRACES_SAMPLER_ARG: "0" });
  const span = tracing?.redmine({ method: "GET", area: "issues" }, undefined);
  span?.end({ method: "GET", area: "issues", status: 200, ms: 1 });
  await tracing?.stop();
  expect(span?.traceparent).toMatch(/-00$/);
  expect(collector.raw).toEqual([]);
  await collector.stop();
});

test("a collector that is away costs a line in the log and no more", async () => {
  const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9", OTEL_EXPORTER_OTLP_TIMEOUT: "200" };
  const tracing = await tracingWith(settings);
  tracing?.redmine({ method: "GET", area: "issues" }, undefined).end({ method: "GET", area: "issues", ms: 1 });
  await tracing?.stop();
  await vi.waitFor(() => expect(warnings).toMatchObject([{ event: "traces_lost", spans: 1 }]), { timeout: 20_000 });
});

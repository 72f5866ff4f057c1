import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLog } from "../src/log.ts";
import { createReports } from "../src/telemetry.ts";
import { type SignedIn, signIn } from "./support/mcp-client.ts";
import { postMcp, toolCall } from "./support/post-mcp.ts";
import { startWorld, type World } from "./support/world.ts";

let world: World;
let alice: SignedIn;
/** traceparent of each request to Redmine. */
const traces: (string | null)[] = [];
let refused = false;

beforeAll(async () => {
  const fetch: typeof globalThis.fetch = async (input, init) => {
    traces.push((input instanceof Request ? input : new Request(input, init)).headers.get("traceparent"));
    if (refused) throw new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "ECONNREFUSED" }) });
    return globalThis.fetch(input, init);
  };
  world = await startWorld({ deps: { fetch } });
  alice = await signIn(world.mcpUrl, world.people.alice);
});
afterAll(() => world.stop());

function linesOf(event: string) {
  return world.log.map((line) => JSON.parse(line)).filter((line) => line.event === event);
}

const callTool = (token: string, name: string, args: object, headers: Record<string, string> = {}) =>
  postMcp(world.mcpUrl, token, toolCall(name, args), { headers });

const lastLine = (event: string) => linesOf(event).at(-1);

describe("the line of a tool call", () => {
  test("says who did what to which record, how it ended and what it cost", async () => {
    await alice.call("get_issue_details", { issue_id: 61 });

    expect(lastLine("tool_call")).toEqual({
      level: "info",
      time: expect.any(String),
      request: expect.stringMatching(/^[0-9a-f]{12}$/),
      event: "tool_call",
      tool: "get_issue_details",
      user: world.people.alice.id,
      client: "loopback",
      records: ["issue_id=61"],
      outcome: "ok",
      upstream: 3, // the issue, the issues beside it, and once a minute whether it is still alice
      upstream_ms: expect.any(Number),
      ms: expect.any(Number),
    });
  });

  test("names the records that were written, new ones too", async () => {
    const { text } = await alice.call("create_issue", { project_id: "alpha", tracker_id: "Bug", subject: "Hush" });
    const id = /#(\d+)/.exec(text)?.[1];
    expect(lastLine("tool_call")).toMatchObject({ tool: "create_issue", wrote: [`issues/${id}`] });

    await alice.call("update_issue", { issue_id: Number(id), notes: "hush" });
    expect(lastLine("tool_call")).toMatchObject({ records: [`issue_id=${id}`], wrote: [`issues/${id}`] });
  });

  test("tells numbers only where a number is a record's, never names or made-up parameters", async () => {
    await alice.call("list_issues", { project_id: 1, version_id: "2024", parent_id: "#63" });
    expect(lastLine("tool_call").records).toEqual(["project_id=1", "parent_id=63"]);

    await alice.call("get_issue_details", { issue_id: 61, someone_id: 4711 });
    expect(lastLine("tool_call")).toMatchObject({ outcome: "invalid_arguments" });
    expect(JSON.stringify(lastLine("tool_call"))).not.toContain("4711");
  });

  test("is written for a call that a read-only connection may not make", async () => {
    const bob = await signIn(world.mcpUrl, world.people.bob);
    const answer = await fetch(`${world.url}/oauth/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "refresh_token",
        refresh_token: bob.kept.tokens?.refresh_token ?? "",
        client_id: bob.kept.client?.client_id ?? "",
        scope: "read",
      }),
    });
    const { access_token } = await answer.json();
    expect((await callTool(access_token, "update_issue", { issue_id: 61, notes: "no" })).status).toBe(403);

    expect(lastLine("tool_call")).toMatchObject({
      tool: "update_issue",
      user: world.people.bob.id,
      outcome: "insufficient_scope",
    });
  });

  test("counts a renewal at Redmine too", async () => {
    world.sample.expireAccessTokens();
    await alice.call("get_issue_details", { issue_id: 62 });
    expect(lastLine("tool_call").upstream).toBeGreaterThanOrEqual(3);
  });

  test("is one a call, however many run at the same time, each with its own count", async () => {
    const before = linesOf("tool_call").length;
    await Promise.all(Array.from({ length: 20 }, () => alice.call("get_issue_details", { issue_id: 61 })));

    const lines = linesOf("tool_call").slice(before);
    expect(lines).toHaveLength(20);
    expect(new Set(lines.map((line) => line.request)).size).toBe(20);
    for (const { upstream } of lines) expect(upstream).toBeLessThanOrEqual(2);
  });
});

describe("an outage", () => {
  test("is told with the number under which the log has it", async () => {
    refused = true;
    const { text, isError } = await alice.call("get_issue_details", { issue_id: 61 });
    refused = false;

    const request = /\(request ([0-9a-f]{12})\)$/.exec(text)?.[1];
    expect({ isError, request }).toEqual({ isError: true, request: lastLine("tool_call").request });
    expect(lastLine("redmine_failure")).toMatchObject({
      level: "warn",
      request,
      method: "GET",
      because: "unreachable",
    });
  });

  test("is no word about what the person did wrong", async () => {
    const { text, isError } = await alice.call("get_issue_details", { issue_id: 99_999 });
    expect(isError).toBe(true);
    expect(text).not.toContain("request");
  });
});

describe("traceparent", () => {
  const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const send = (header: string) => {
    const token = alice.kept.tokens?.access_token ?? "";
    return callTool(token, "get_issue_details", { issue_id: 61 }, { traceparent: header });
  };

  test("goes on to Redmine, and its trace id into the log", async () => {
    traces.length = 0;
    expect((await send(traceparent)).status).toBe(200);

    expect(traces.length).toBeGreaterThan(0);
    expect(new Set(traces)).toEqual(new Set([traceparent]));
    expect(lastLine("tool_call").trace).toBe("4bf92f3577b34da6a3ce929d0e0e4736");
  });

  test.each([
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-extra",
    "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
    "00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01",
    "a stranger's words",
  ])("that is none goes nowhere: %s", async (header) => {
    traces.length = 0;
    await send(header);

    expect(new Set(traces)).toEqual(new Set([null]));
    expect(lastLine("tool_call")).not.toHaveProperty("trace");
  });
});

test("a sign-in is a line a step, with the client in words of ours", () => {
  const steps = world.log
    .map((line) => JSON.parse(line))
    .slice(0, 5)
    .map(({ event, outcome, client, user }) => [event, outcome, client, user]);

  expect(steps).toEqual([
    ["register", "ok", undefined, undefined],
    ["authorize", "consent_page", "loopback", undefined],
    ["consent", "allowed", "loopback", undefined],
    ["callback", "signed_in", "loopback", world.people.alice.id],
    ["token", "ok", "loopback", undefined],
  ]);
});

test.each(["application_refused", "rest_disabled"])(
  "a sign-in that only an administrator can mend is a warning: %s",
  (outcome) => {
    const lines: string[] = [];
    const log = createLog({ level: "info", destination: { write: (line) => void lines.push(line) } });
    const reports = createReports({ log, clientLabel: (id) => ({ name: id, kind: id }) });

    reports.auth({ event: "callback", outcome });
    reports.auth({ event: "connections", outcome });
    reports.auth({ event: "callback", outcome: "denied" });
    const told = lines.map((line) => JSON.parse(line)).map(({ level, event, outcome: how }) => [level, event, how]);
    expect(told).toEqual([
      ["warn", "callback", outcome],
      ["warn", "connections", outcome],
      ["info", "callback", "denied"],
    ]);
  },
);

import { afterAll, beforeAll, expect, test } from "vitest";
import { signIn } from "./support/mcp-client.ts";
import { startWorld, type World } from "./support/world.ts";

// Everything that travels, in both directions and on both sides, is collected; then the log is searched for all of it.

let world: World;
const real = globalThis.fetch;
const seen = new Set<string>();
let refused = false;

beforeAll(async () => {
  const fetch: typeof globalThis.fetch = async (...at) => {
    if (refused) throw new TypeError("fetch failed at a name of theirs", { cause: new Error("other private words") });
    return globalThis.fetch(...at);
  };
  world = await startWorld({ deps: { fetch, documents: { resolve: async () => [] } } });
  const inner = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    await collectRequest(request.clone());
    const response = await inner(request);
    await collectResponse(response.clone());
    return response;
  };
});
afterAll(async () => {
  globalThis.fetch = real;
  await world.stop();
});

/** Words that the log uses itself, and Redmine or a client too. */
const ourOwn = new Set(["authorization_code", "refresh_token", "invalid_client", "application", "redmine-fastmcp"]);
const toolNames = /^(get|search|list|create|update|save|log)_[a-z_]+$/;

function collect(text: string | null): void {
  const value = text?.trim() ?? "";
  if (value.length < 6 || /^[\d.:/ -]+$/.test(value) || ourOwn.has(value) || toolNames.test(value)) return;
  seen.add(value);
  for (const line of value.split(/\r?\n/)) if (line.trim().length > 12) seen.add(line.trim());
}

function collectUrl(url: string): void {
  const parsed = URL.parse(url);
  for (const value of parsed?.searchParams.values() ?? []) collect(value);
}

function collectJson(value: unknown): void {
  if (typeof value === "string") collect(value);
  else if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) collectJson(inner);
}

function collectBody(text: string, type: string | null): void {
  if (type?.includes("json")) {
    collectJson(JSON.parse(text || "null"));
  } else if (type?.includes("event-stream")) {
    for (const [, data = ""] of text.matchAll(/^data: (.*)$/gm)) collectJson(JSON.parse(data));
  } else if (type?.includes("urlencoded")) {
    for (const value of new URLSearchParams(text).values()) collect(value);
  } else {
    for (const [, value = ""] of text.matchAll(/value="([^"]+)"/g)) collect(value);
  }
}

async function collectRequest(request: Request): Promise<void> {
  collectUrl(request.url);
  for (const name of ["authorization", "x-redmine-api-key"]) {
    collect(request.headers.get(name)?.replace(/^(Bearer|Basic) /, "") ?? null);
  }
  for (const pair of request.headers.get("cookie")?.split("; ") ?? []) collect(pair.slice(pair.indexOf("=") + 1));
  collectBody(await request.text(), request.headers.get("content-type"));
}

async function collectResponse(response: Response): Promise<void> {
  collectUrl(response.headers.get("location") ?? "");
  for (const cookie of response.headers.getSetCookie()) collect(/=([^;]*)/.exec(cookie)?.[1] ?? null);
  collectBody(await response.text(), response.headers.get("content-type"));
}

test("no secret and no text of anybody gets into the log, however things go wrong", async () => {
  const { alice, bob, dan } = world.people;
  const asAlice = await signIn(world.mcpUrl, alice);
  const asBob = await signIn(world.mcpUrl, bob);
  const asDan = await signIn(world.mcpUrl, dan);

  await asAlice.call("get_issue_details", { issue_id: 61, notes: "all" });
  await asAlice.call("get_issue_details", { issue_id: "sixty-one please" });
  await asAlice.call("search_issues", { query: "zanzibar salaries", project_id: "secret" });
  await asAlice.call("list_issues", { project_id: "alpha", subject: "salary list", status_id: "no such status" });
  await asAlice.call("update_issue", { issue_id: 61, notes: "A confidential remark of alice's" });
  await asAlice.call("no_such_tool_of_mallory", { issue_id: 1 }).catch(() => undefined);
  await asBob.call("get_issue_details", { issue_id: 68 });
  await asBob.call("get_issue_details", { issue_id: 68, made_up_parameter: "hidden words" });

  world.sample.expireAccessTokens();
  await asAlice.call("search_issues", { query: "memory grows" });
  world.sample.down("500");
  await asBob.call("get_issue_details", { issue_id: 67 });
  world.sample.down("html");
  await asBob.call("get_issue_details", { issue_id: 67 });
  await signIn(world.mcpUrl, alice).catch(() => undefined);
  world.sample.down(undefined);
  refused = true;
  await asBob.call("get_issue_details", { issue_id: 67 });
  refused = false;
  await signIn(world.mcpUrl, { ...alice, password: "a wrong password" }).catch(() => undefined);
  world.sample.lockUser(bob.id);
  await asBob.call("get_issue_details", { issue_id: 67 });

  const client_id = asDan.kept.client?.client_id ?? "";
  const form = (fields: Record<string, string>) => ({ method: "POST", body: new URLSearchParams(fields) });
  const refresh = (refresh_token = "") =>
    fetch(`${world.url}/oauth/token`, form({ grant_type: "refresh_token", refresh_token, client_id }));
  const { refresh_token: before, access_token: token = "" } = asDan.kept.tokens ?? {};
  expect((await refresh(before)).status).toBe(200);
  expect((await refresh("rmcp_refresh_of_nobody_at_all")).status).toBe(400);
  await fetch(`${world.url}/oauth/revoke`, form({ token, client_id }));
  await asDan.call("list_projects").catch(() => undefined);
  await fetch(`${world.url}/oauth/authorize?client_id=https://evil.example/a-name&state=hidden-state`);
  await fetch(`${world.url}/oauth/token?secret=in-the-query`, { method: "POST", body: "not a form at all" });
  await fetch(`${world.url}/some/private/path-of-a-stranger`);

  world.sample.deleteApplication();
  await asAlice.call("get_issue_details", { issue_id: 61 });
  await signIn(world.mcpUrl, alice).catch(() => undefined);

  const log = world.log.join("");
  const secrets = [...Object.values(world.people).flatMap(({ password, apiKey, name }) => [password, apiKey, name])];
  const wanted = [
    ...seen,
    ...secrets,
    world.sample.clientSecret,
    "path-of-a-stranger",
    "evil.example",
    "mallory",
    "a name of theirs",
    "private words",
  ];
  expect(seen.size).toBeGreaterThan(400);
  expect(world.log.length).toBeGreaterThan(40);
  expect(wanted.filter((text) => log.includes(text))).toEqual([]);
  expect(log).not.toMatch(/rmcp_|Bearer |eyJ|dcr\./);
});

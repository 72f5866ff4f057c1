import { Client as ModernClient, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signIn } from "../support/mcp-client.ts";
import { startWorld, type World } from "../support/world.ts";

/** What both generations of the SDK's client have in common here. */
interface Reader {
  listResources(): Promise<{ resources: { uri: string }[] }>;
  listResourceTemplates(): Promise<{ resourceTemplates: { uriTemplate: string }[] }>;
  readResource(params: { uri: string }): Promise<{ contents: object[] }>;
  listPrompts(): Promise<{ prompts: { name: string }[] }>;
  getPrompt(params: { name: string; arguments: Record<string, string> }): Promise<{ messages: { content: object }[] }>;
  callTool(params: { name: string; arguments: Record<string, unknown> }): Promise<object>;
  complete(params: {
    ref: { type: "ref/resource"; uri: string } | { type: "ref/prompt"; name: string };
    argument: { name: string; value: string };
  }): Promise<{ completion: { values: string[] } }>;
}

let world: World;
let bob: Awaited<ReturnType<typeof signIn>>;
const readers: Record<string, Reader> = {};

beforeAll(async () => {
  world = await startWorld();
  const alice = await signIn(world.mcpUrl, world.people.alice);
  const modern = new ModernClient({ name: "m", version: "1" }, { versionNegotiation: { mode: { pin: "2026-07-28" } } });
  const headers = { authorization: `Bearer ${alice.kept.tokens?.access_token}` };
  await modern.connect(new StreamableHTTPClientTransport(new URL(world.mcpUrl), { requestInit: { headers } }));
  bob = await signIn(world.mcpUrl, world.people.bob);
  readers["2025-11-25"] = alice.client;
  readers["2026-07-28"] = modern;
});
afterAll(() => world?.stop());

const textOf = (contents: object[]) => contents.map((content) => ("text" in content ? content.text : "")).join("");

describe.each(["2025-11-25", "2026-07-28"])("MCP %s", (era) => {
  const reader = () => readers[era] as Reader;

  test("lists fixed resources and templates", async () => {
    const { resources } = await reader().listResources();
    expect(resources.map(({ uri }) => uri)).toEqual([
      "redmine://projects/active",
      "redmine://trackers",
      "redmine://statuses",
      "redmine://priorities",
      "redmine://users/me",
    ]);
    const { resourceTemplates } = await reader().listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toContain("redmine://wiki/{project}/{title}");
  });

  test("reads an issue, and a wiki page whose title needs encoding", async () => {
    expect(textOf((await reader().readResource({ uri: "redmine://issues/61" })).contents)).toContain("Memory grows");
    const page = await reader().readResource({ uri: `redmine://wiki/alpha/${encodeURIComponent("Über_uns")}` });
    expect(textOf(page.contents)).toContain("你好");
  });

  test("who am I holds no API key", async () => {
    const me = textOf((await reader().readResource({ uri: "redmine://users/me" })).contents);
    expect(me).toContain("Alice Archer");
    expect(me).not.toContain(world.people.alice.apiKey);
    expect(me).not.toMatch(/api.?key/i);
  });

  test("a list of issues comes as a link, and the file behind it as bytes, with the rights of whoever reads", async () => {
    const secret = { name: "list_issues", arguments: { project_id: "secret", csv: true } };
    const { content } = (await reader().callTool(secret)) as { content: { type: string; uri?: string }[] };
    expect(content.map(({ type }) => type)).toEqual(["text", "resource_link"]);
    const uri = content[1]?.uri ?? "";

    const { contents } = await reader().readResource({ uri });
    expect(contents).toMatchObject([{ uri, mimeType: "text/csv", blob: expect.any(String) }]);
    expect(contents[0]).not.toHaveProperty("text");
    const [file] = contents as { blob: string }[];
    expect(Buffer.from(file?.blob ?? "", "base64").toString()).toMatch(/^\ufeff"#","Project".*\r\n"\d+","Secret",/);
    expect(world.log.findLast((entry) => entry.includes("issues_csv"))).toMatch(/"outcome":"ok"/);
    expect(world.log.join("")).not.toContain("issues.csv/");

    await expect(bob.client.readResource({ uri })).rejects.toThrow(/project|secret/i);
  });

  test("what cannot be read says why, in our words", async () => {
    await expect(reader().readResource({ uri: "redmine://issues/99999" })).rejects.toThrow(/99999/);
    await expect(reader().readResource({ uri: "redmine://nowhere" })).rejects.toThrow(/resource/i);
  });

  test("a prompt brings the issue's history with it", async () => {
    const { prompts } = await reader().listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual([
      "summarize_ticket",
      "draft_bug_report",
      "weekly_report",
      "triage_new_issues",
    ]);
    const prompt = await reader().getPrompt({ name: "summarize_ticket", arguments: { issue_id: "61" } });
    expect(JSON.stringify(prompt.messages)).toMatch(/Note 1:.*|Memory grows/);
  });

  test("arguments complete against live data", async () => {
    const ref = { type: "ref/resource", uri: "redmine://projects/{id}" } as const;
    const { completion } = await reader().complete({ ref, argument: { name: "id", value: "alp" } });
    expect(completion.values).toEqual(["alpha", "alpha-mobile"]);
    const prompt = { type: "ref/prompt", name: "draft_bug_report" } as const;
    const projects = await reader().complete({ ref: prompt, argument: { name: "project_id", value: "sec" } });
    expect(projects.completion.values).toEqual(["secret"]);
  });
});

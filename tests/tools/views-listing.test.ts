import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allTools } from "../../src/tools/index.ts";
import { selectTools } from "../../src/tools/select.ts";
import { type SignedIn, signIn } from "../support/mcp-client.ts";
import { startWorld, type World } from "../support/world.ts";

const extension = { "io.modelcontextprotocol/ui": { mimeTypes: ["text/html;profile=mcp-app"] } };
let world: World;
let alice: SignedIn;

beforeAll(async () => {
  world = await startWorld({ settings: { TOOLSETS: "core,planning" } });
  alice = await signIn(world.mcpUrl, world.people.alice);
});
afterAll(() => world?.stop());

async function modern(extensions?: object): Promise<Client> {
  const client = new Client(
    { name: "modern", version: "1" },
    {
      versionNegotiation: { mode: { pin: "2026-07-28" } },
      capabilities: { ...(extensions && { extensions }) },
    } as never, // extensions as the specification has them
  );
  const headers = { authorization: `Bearer ${alice.kept.tokens?.access_token}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(world.mcpUrl), { requestInit: { headers } }));
  return client;
}

const uiOf = (tools: { name: string; _meta?: { ui?: unknown } | undefined }[]) =>
  Object.fromEntries(tools.flatMap(({ name, _meta }) => (_meta?.ui ? [[name, _meta.ui]] : [])));

describe("views", () => {
  test("are listed for a client that says it shows them", async () => {
    const client = await modern(extension);
    const { tools } = await client.listTools();
    expect(uiOf(tools)).toEqual({
      get_roadmap: { resourceUri: "ui://redmine/roadmap.html" },
      list_time_entries: { resourceUri: "ui://redmine/time.html" },
      show_issue: { resourceUri: "ui://redmine/issue.html" },
      show_board: { resourceUri: "ui://redmine/board.html" },
      view_data: { visibility: ["app"] },
    });
    const shown = await client.callTool({ name: "show_issue", arguments: { issue_id: 61 } });
    expect(JSON.stringify(shown.content)).toContain("Issue #61 is shown to the user.");
    expect(shown.structuredContent).toBeUndefined();
    const board = await client.callTool({ name: "show_board", arguments: { project_id: "alpha" } });
    expect(JSON.stringify(board.content)).toMatch(/A board of [1-9]\d* issues by status is shown to the user\./);
    expect(board.structuredContent).toBeUndefined();
    await client.close();
  });

  test("are neither listed nor callable for others, and no list has grown by a byte", async () => {
    const client = await modern();
    const { tools } = await client.listTools();
    expect(tools).toEqual((await alice.client.listTools()).tools);
    expect(JSON.stringify(tools)).not.toMatch(/_meta|ui:\/\/|view_data/);
    await expect(client.callTool({ name: "view_data", arguments: { view: "time" } })).rejects.toThrow();
    await client.close();
  });

  test("bring their data tool with them, and none that is denied", () => {
    const names = (selection: object) =>
      selectTools({ toolsets: ["core"], readOnly: false, ...selection }, allTools).map(({ name }) => name);
    expect(names({})).not.toContain("view_data");
    expect(names({ toolsets: ["core", "views"] })).toEqual(expect.arrayContaining(["show_board", "view_data"]));
    expect(names({ toolsAllow: ["show_board"] })).toEqual(["show_board", "view_data"]);
    const denied = names({ toolsets: ["views"], toolsDeny: ["get_issue_details"] });
    expect(denied).toEqual(["show_board", "view_data"]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toolsets } from "../../src/config/toolsets.ts";
import { allTools } from "../../src/tools/index.ts";
import { expectGenerated } from "../support/generated-part.ts";
import { signIn } from "../support/mcp-client.ts";
import { listedBytes } from "../support/tools-list-size.ts";
import { startWorld, type World } from "../support/world.ts";

// After a change of a tool, `npm run generate` writes the list: look at the difference.

type Listed = Awaited<ReturnType<typeof listedWith>>[number];

let core: Listed[];
let all: Listed[];
const worlds: World[] = [];

beforeAll(async () => {
  core = await listedWith({});
  all = await listedWith({ TOOLSETS: "all" });
});
afterAll(async () => {
  for (const world of worlds) await world.stop();
});

/** tools/list as a signed-in client gets it. */
async function listedWith(settings: Record<string, string>) {
  const world = await startWorld({ settings });
  worlds.push(world);
  const { client, close } = await signIn(world.mcpUrl, world.people.alice);
  const { tools } = await client.listTools();
  await close();
  await worlds.pop()?.stop(); // one at a time holds the network
  return tools;
}

describe("tools/list", () => {
  test("is what the list in this folder says, with all toolsets", async () => {
    const rows = all.map((tool) => `${JSON.stringify(tool)}\n`);
    await expectGenerated(rows.join(""), "tools-list.jsonl");
  });

  test("has the size that the budgets of tools-list.test.ts measure", () => {
    const coreTools = allTools.filter(({ toolset }) => toolset === "core");
    expect(Buffer.byteLength(JSON.stringify({ tools: core }))).toBe(listedBytes(coreTools));
    expect(Buffer.byteLength(JSON.stringify({ tools: all }))).toBe(listedBytes(allTools));
  });

  test("costs nothing for toolsets that are off, and has something in each that is on", () => {
    const names = core.map(({ name }) => name).sort();
    expect(names).toEqual(
      allTools
        .filter(({ toolset }) => toolset === "core")
        .map(({ name }) => name)
        .sort(),
    );
    expect(new Set(allTools.map(({ toolset }) => toolset)).size).toBe(toolsets.length);
    expect(all).toHaveLength(allTools.length);
  });

  test("has a short name, a title, all three hints and a short description for each", () => {
    for (const { name, title, description = "", annotations = {} } of all) {
      expect(name).toMatch(/^[a-z_]{3,64}$/);
      expect(title).toMatch(/^[A-Z].{3,50}$/);
      expect(annotations.title).toBe(title);
      expect(description.length).toBeGreaterThan(10);
      expect(description.length).toBeLessThanOrEqual(200); // what ChatGPT's directory takes
      const { readOnlyHint, destructiveHint, openWorldHint } = annotations;
      const hints = [readOnlyHint, destructiveHint, openWorldHint];
      expect([name, ...hints.map((hint) => typeof hint)]).toEqual([name, "boolean", "boolean", "boolean"]);
      expect([name, readOnlyHint && destructiveHint]).toEqual([name, false]);
    }
  });

  test("calls destructive what deletes, and what overwrites without a history of it", () => {
    const destructive = all.filter(({ annotations }) => annotations?.destructiveHint).map(({ name }) => name);
    const overwriting = [
      "change_watchers",
      "rename_wiki_page",
      "save_category",
      "save_membership",
      "save_news",
      "save_version",
      "set_project_status",
      "update_attachment",
      "update_note",
      "update_project",
      "update_time_entry",
    ];
    expect(destructive.filter((name) => !name.startsWith("delete_")).sort()).toEqual(overwriting);
    expect(all.filter(({ name }) => name.startsWith("delete_") && !destructive.includes(name))).toEqual([]);
  });
});

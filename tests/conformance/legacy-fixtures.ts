import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "fastmcp";
import { z } from "zod";
import type { MoreFastmcp } from "../../src/protocol/fastmcp.ts";
import {
  failure,
  listed,
  listedTool,
  plainTools,
  promptArguments,
  prompts,
  resources,
  schema2020,
  templateText,
  text,
} from "./content.ts";

type FixtureTool = MoreFastmcp["tools"][number];

const tool = (name: string, execute: FixtureTool["execute"]): FixtureTool => ({
  name,
  description: "For the conformance suite.",
  parameters: z.looseObject({}),
  execute,
});

const tools = [
  ...Object.entries(plainTools).map(([name, content]) => tool(name, async () => ({ content: [...content] }))),
  tool("test_error_handling", async () => {
    throw new UserError(failure);
  }),
  tool("test_tool_with_progress", async (_, { reportProgress }) => {
    for (const progress of [0, 50, 100]) {
      await reportProgress({ progress, total: 100 });
      await sleep(50);
    }
    return { content: [text("done")] };
  }),
  tool("json_schema_2020_12_tool", async () => ({ content: [text("ok")] })),
];

/** The suite's fixtures for MCP 2025-11-25 and older, as fastmcp declares them. */
export const legacyFixtures: MoreFastmcp = {
  tools,
  resources: [
    { ...resources.text, name: "static-text", load: async () => ({ text: resources.text.text }) },
    { ...resources.binary, name: "static-binary", load: async () => ({ blob: resources.binary.blob }) },
  ],
  resourcesTemplates: [
    {
      uriTemplate: "test://template/{id}/data",
      name: "template",
      mimeType: "application/json",
      arguments: [{ name: "id", required: true }],
      load: async ({ id }: Record<string, string>) => ({ text: templateText(id ?? "") }),
    },
  ],
  prompts: Object.entries(prompts).map(([name, messages]) => ({
    name,
    description: "For the conformance suite.",
    arguments: (promptArguments[name] ?? []).map((argument) => ({ name: argument, required: true })),
    load: async (args: Record<string, string | undefined>) => ({ messages: messages(args ?? {}) }),
  })),
  lists: {
    tools: tools.map(({ name }) => listedTool(name, name === "json_schema_2020_12_tool" ? schema2020 : undefined)),
    resources: listed.resources,
    resourceTemplates: listed.resourceTemplates,
    prompts: listed.prompts(Object.keys(prompts)),
  },
};

import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "fastmcp";
import type { FastmcpOffer } from "../../src/protocol/fastmcp-offer.ts";
import { failure, plainTools, promptArguments, prompts, resources, schema2020, templateText, text } from "./content.ts";

type FixtureTool = FastmcpOffer["tools"][number];

const anything = (schema: object = { type: "object", properties: {} }) => ({
  "~standard": {
    version: 1 as const,
    vendor: "conformance",
    validate: (value: unknown) => ({ value }),
    jsonSchema: { input: () => schema, output: () => schema },
  },
});

const tool = (name: string, execute: FixtureTool["execute"], schema?: object): FixtureTool => ({
  name,
  description: "For the conformance suite.",
  parameters: anything(schema),
  execute,
});

/** The suite's fixtures for MCP 2025-11-25 and older, as fastmcp declares them. */
export const legacyFixtures: FastmcpOffer = {
  tools: [
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
    tool("json_schema_2020_12_tool", async () => ({ content: [text("ok")] }), schema2020),
  ],
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
};

import { z } from "zod";
import { defineTool, type Tool, ToolRefusal } from "../../src/tools/tool.ts";

const redPixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

const fixture = { access: "read", toolset: "core", scopes: [], input: z.object({}) } as const;

/** The tools of the conformance suite that are made of what ours are made of: text, images and errors. */
export const fixtureTools: readonly Tool[] = [
  defineTool({
    ...fixture,
    name: "test_simple_text",
    title: "Simple text",
    description: "Answers with a text.",
    run: async () => "This is a simple text response for testing.",
  }),
  defineTool({
    ...fixture,
    name: "test_image_content",
    title: "Image",
    description: "Answers with an image.",
    run: async () => ({ text: "A red pixel.", images: [{ data: redPixel, mimeType: "image/png" }] }),
  }),
  defineTool({
    ...fixture,
    name: "test_error_handling",
    title: "Error",
    description: "Always fails.",
    run: async () => {
      throw new ToolRefusal("This tool intentionally returns an error for testing");
    },
  }),
];

import { expect, test } from "vitest";
import { z } from "zod";
import { leanSchema } from "../../src/tools/lean-schema.ts";

test("limits and formats are checked when called, not printed", () => {
  const schema = leanSchema(
    z.object({ count: z.int().min(1).max(100), day: z.iso.date(), words: z.array(z.string().max(5)).max(3) }),
  );

  expect(schema).toEqual({
    type: "object",
    properties: {
      count: { type: "integer" },
      day: { type: "string" },
      words: { type: "array", items: { type: "string" } },
    },
    required: ["count", "day", "words"],
  });
});

test("what takes several plain types is told as one, a text where a text will do", () => {
  const either = z.union([z.string(), z.int()]);
  const schema = leanSchema(
    z.object({
      id: either.optional(),
      several: z.union([either, z.array(either)]).optional(),
      emptyable: z
        .union([either, z.literal(""), z.null()])
        .optional()
        .describe("or nothing"),
      numbers: z.union([z.int(), z.null()]).optional(),
    }),
  );

  expect(schema).toEqual({
    type: "object",
    properties: {
      id: { type: "string" },
      several: { type: "string" },
      emptyable: { type: "string", description: "or nothing" },
      numbers: { type: "integer" },
    },
  });
});

test("words to choose from, objects and descriptions stay", () => {
  const schema = leanSchema(
    z.object({
      order: z.enum(["newest", "oldest"]).describe("which first"),
      place: z.object({ format: z.string().describe("a property named like a keyword") }),
      fields: z.record(z.string(), z.string()),
    }),
  );

  expect(schema.properties).toEqual({
    order: { type: "string", enum: ["newest", "oldest"], description: "which first" },
    place: {
      type: "object",
      properties: { format: { type: "string", description: "a property named like a keyword" } },
      required: ["format"],
    },
    fields: { type: "object" },
  });
});

test("a default of nothing goes without saying", () => {
  const schema = leanSchema(
    z.object({ offset: z.int().default(0), all: z.boolean().default(false), limit: z.int().default(25) }),
  );

  expect(schema.properties).toEqual({
    offset: { type: "integer" },
    all: { type: "boolean" },
    limit: { type: "integer", default: 25 },
  });
});

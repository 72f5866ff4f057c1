import { z } from "zod";

export interface ToolSchema {
  type: "object";
  properties: Record<string, unknown>;
  required?: string[];
  additionalProperties?: boolean;
}

/**
 * The JSON Schema of a tool's input without what no model reads: zod's own print is a third larger.
 * What is dropped here is still checked when the tool is called.
 */
export function leanSchema(input: z.ZodObject): ToolSchema {
  const { properties = {}, required } = z.toJSONSchema(input, { io: "input", unrepresentable: "any" });
  return {
    type: "object",
    properties: lean(properties) as Record<string, unknown>,
    ...(required?.length && { required }),
  };
}

const unread = new Set([
  "$schema",
  "additionalProperties",
  "minLength",
  "maxLength",
  "pattern",
  "format",
  "minItems",
  "maxItems",
]);

function lean(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lean);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key, entry]) => {
    if (unread.has(key) && typeof entry !== "object") return false;
    if (key === "additionalProperties") return false;
    return !(["minimum", "maximum", "exclusiveMinimum"].includes(key) && typeof entry === "number");
  });
  return Object.fromEntries(kept.map(([key, entry]) => [key, lean(entry)]));
}

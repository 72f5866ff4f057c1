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
  const lean: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(properties)) lean[name] = leaned(schema);
  return { type: "object", properties: lean, ...(required?.length && { required }) };
}

const unread = new Set([
  "$schema",
  "additionalProperties",
  "propertyNames",
  "minLength",
  "maxLength",
  "pattern",
  "format",
  "minItems",
  "maxItems",
  "minimum",
  "maximum",
  "exclusiveMinimum",
]);

/** `schema` is a JSON Schema, so its keys are keywords; the names of properties are kept whatever they are. */
function leaned(schema: unknown): unknown {
  if (typeof schema !== "object" || schema === null) return schema;
  const lean: Record<string, unknown> = {};

  for (const [keyword, value] of Object.entries(schema)) {
    if (unread.has(keyword)) continue;
    if (keyword === "default" && (value === 0 || value === false)) continue; // goes without saying
    if (keyword === "anyOf" && isAnyScalar(value)) lean.type ??= plainType(value);
    else if (keyword === "items") lean[keyword] = leaned(value);
    else if (keyword === "anyOf" && Array.isArray(value)) lean[keyword] = value.map(leaned);
    else if (keyword === "properties") lean[keyword] = eachLeaned(value);
    else lean[keyword] = value;
  }

  return lean;
}

function eachLeaned(properties: unknown): unknown {
  if (typeof properties !== "object" || properties === null) return properties;
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, leaned(schema)]));
}

/** A name or an id, a text or nothing, one or several: `anyOf` that would only list types. */
function isAnyScalar(choices: unknown): choices is readonly { type?: string; anyOf?: unknown }[] {
  const plain = ["string", "integer", "number", "boolean", "null", "array"];
  return (
    Array.isArray(choices) &&
    choices.every((choice) => isAnyScalar(choice?.anyOf) || (plain.includes(choice?.type) && !choice?.enum))
  );
}

/**
 * One type for such a choice, and that a text where a text will do (tools take "7" for 7): Vertex AI refuses a parameter without a
 * type, and what turns MCP into Gemini's functions stumbles over several.
 */
function plainType(choices: readonly { type?: string; anyOf?: unknown }[]): string | undefined {
  const types = choices.map(({ type, anyOf }) => type ?? (isAnyScalar(anyOf) ? plainType(anyOf) : undefined));
  return types.includes("string") ? "string" : types[0];
}

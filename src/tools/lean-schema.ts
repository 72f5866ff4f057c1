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
    if (keyword === "anyOf" && isAnyScalar(value)) continue; // a choice of plain types: what is not said is allowed
    if (keyword === "items") lean[keyword] = leaned(value);
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
function isAnyScalar(choices: unknown): boolean {
  const plain = ["string", "integer", "number", "boolean", "null", "array"];
  return (
    Array.isArray(choices) &&
    choices.every((choice) => isAnyScalar(choice?.anyOf) || (plain.includes(choice?.type) && !choice?.enum))
  );
}

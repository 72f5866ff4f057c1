import type { ToolSchema } from "../tools/lean-schema.ts";

/** Parameters whose value is a number even where it is a string of digits; elsewhere that may be somebody's name for something. */
const numbered = ["issue_id", "parent_id", "id"];

/** The records that a tool's arguments name by number, as “issue_id=7”. Names are texts of the user's and are not told. */
export function recordsIn({ properties }: ToolSchema, args: unknown): string[] {
  return entriesOf(args).flatMap(([name, value]) => {
    if (!name.endsWith("_id") || !Object.hasOwn(properties, name)) return []; // a made-up parameter is a text too
    const isNumber = typeof value === "number" || numbered.includes(name);
    return isNumber ? record(name, value) : [];
  });
}

/** The same for prompts and resources, whose parameters are strings. */
export function numberedRecords(parameters: unknown): string[] {
  return entriesOf(parameters).flatMap(([name, value]) => (numbered.includes(name) ? record(name, value) : []));
}

function record(name: string, value: unknown): string[] {
  if (typeof value !== "number" && typeof value !== "string") return [];
  const digits = /^#?(\d{1,10})$/.exec(String(value))?.[1];
  return digits ? [`${name}=${digits}`] : [];
}

function entriesOf(args: unknown): [string, unknown][] {
  return typeof args === "object" && args !== null ? Object.entries(args) : [];
}

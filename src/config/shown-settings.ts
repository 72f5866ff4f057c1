import type { Setting } from "./setting.ts";

/** The settings in force as texts for people; of a secret only whether it is set. */
export function shownSettings(
  config: object,
  table: Readonly<Record<string, Setting>>,
): { name: string; value: string }[] {
  const values: Readonly<Record<string, unknown>> = { ...config };
  return Object.entries(table).map(([key, row]) => {
    const value = values[key];
    if (value === undefined || value === "") return { name: row.name, value: "not set" };
    if (row.secret !== undefined || (typeof value === "object" && !Array.isArray(value))) {
      return { name: row.name, value: "set" };
    }
    return { name: row.name, value: Array.isArray(value) ? value.join(", ") || "none" : String(value) };
  });
}

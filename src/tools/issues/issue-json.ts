import type { Wanted } from "./wanted.ts";

/** What Redmine is sent: all that is wanted, with the custom fields in one list. */
export function issueJson(wanted: readonly Wanted[]): Record<string, unknown> {
  const fields = wanted.flatMap(({ json }) => (Array.isArray(json.custom_fields) ? json.custom_fields : []));
  const json: Record<string, unknown> = Object.assign({}, ...wanted.map((each) => each.json));
  return fields.length > 0 ? { ...json, custom_fields: fields } : json;
}

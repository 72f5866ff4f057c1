/** What a filter's values are, which decides the operators it understands. */
export type FilterType =
  | "list"
  | "list_with_history"
  | "list_optional"
  | "list_optional_with_history"
  | "list_status"
  | "list_subprojects"
  | "date"
  | "date_past"
  | "string"
  | "text"
  | "search"
  | "integer"
  | "float"
  | "relation"
  | "tree";

const past = [">t-", "<t-", "><t-", "t-", "t", "ld", "w", "lw", "l2w", "m", "lm", "y", "!*", "*"];
const future = ["<t+", ">t+", "><t+", "t+", "nd", "nw", "nm"];
const compare = ["=", ">=", "<=", "><"];

const operators: Record<FilterType, string[]> = {
  list: ["=", "!"],
  list_with_history: ["=", "!", "ev", "!ev", "cf"],
  list_optional: ["=", "!", "!*", "*"],
  list_optional_with_history: ["=", "!", "ev", "!ev", "cf", "!*", "*"],
  list_status: ["o", "=", "!", "ev", "!ev", "cf", "c", "*"],
  list_subprojects: ["*", "!*", "=", "!"],
  date: [...compare, ...future, ...past],
  date_past: [...compare, ...past],
  string: ["~", "*~", "=", "!~", "!", "^", "$", "!*", "*"],
  text: ["~", "*~", "!~", "^", "$", "!*", "*"],
  search: ["~", "*~", "!~"],
  integer: [...compare, "!*", "*"],
  float: [...compare, "!*", "*"],
  relation: ["=", "!", "=p", "=!p", "!p", "*o", "!o", "!*", "*"],
  tree: ["=", "~", "!*", "*"],
};

// The longer operator of two that begin alike comes first.
const byPrefix = Object.fromEntries(
  Object.entries(operators).map(([type, list]) => [type, [...list].sort().reverse()]),
) as Record<FilterType, string[]>; // the same keys

export const needsNoValue = new Set(
  ["o", "c", "!*", "*", "nd", "t", "ld", "nw", "w", "lw", "l2w", "nm", "m", "lm", "y", "*o", "!o"], //
);

export type Condition = { field: string; operator: string; values: string[] };

/** `status_id=!5|6`: the operator is a prefix, without one it is “is”; `|` separates the values. */
export function readShort(field: string, type: FilterType, expression: string, version: string): Condition {
  const candidates = byPrefix[type].filter((operator) => version !== "5.0" || operator !== "*~"); // since 5.1
  const operator = candidates.find((candidate) => expression.startsWith(candidate));
  const rest = operator === undefined ? expression : expression.slice(operator.length);
  const values = rest === "" && operator !== undefined ? [""] : rest.split("|").filter((v, i) => v !== "" || i > 0);
  return { field, operator: operator ?? "=", values };
}

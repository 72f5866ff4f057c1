/** What a request sends behind the question mark; a list is the same name again and again. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/**
 * Redmine reads `subject=~a|b` as two values, and of a text only the first counts. A bar that belongs to the value is sent
 * in Redmine's long form of filters, which takes values apart: f[], op[…], v[…][]. Until then it is this private character.
 */
const bar = "\u{F007C}";

/** A value of a filter whose bars are part of it. */
export function literally(value: string): string {
  return value.replaceAll("|", bar);
}

/** Parameters of a list that are no filters. */
const others = new Set(["project_id", "query_id", "set_filter", "sort", "limit", "offset", "include", "c[]", "t[]"]);
const operators = /^(><t-|><t\+|[<>]?t[-+]|><|>=|<=|!\*|[=!~*]|[oct]$)?([\s\S]*)$/u;

/** The same query, in the long form where a value has such a bar: Redmine takes all filters in one form. */
export function inLongForm(query: Query): Query {
  if (!Object.values(query).some((value) => typeof value === "string" && value.includes(bar))) return query;

  const long: Record<string, Query[string]> = {};
  const filters: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    if (others.has(name)) {
      long[name] = value;
      continue;
    }
    const [, operator = "=", values = ""] = operators.exec(String(value)) ?? [];
    filters.push(name);
    long[`op[${name}]`] = operator;
    long[`v[${name}][]`] = values.split("|").map((each) => each.replaceAll(bar, "|"));
  }
  return { ...long, "f[]": filters };
}

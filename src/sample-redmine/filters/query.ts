import type { Ask } from "../web/ask.ts";
import { list, objectIn, type Params, text } from "../web/params.ts";
import { notInTheSample, Refused, unprocessable } from "../web/reply.ts";
import { isWord, type Say, type Word } from "../web/words.ts";
import { matchDate, matchList, matchNumber, matchText, type Value } from "./match.ts";
import { type Condition, type FilterType, needsNoValue, readShort } from "./operators.ts";

type Label = Word | { named: string };
type Match<R> = (row: R, operator: string, expected: string[]) => boolean;

/** One filter of a list: how to read the compared values of a row, or how to decide by itself. */
export type Filter<R> = { type: FilterType; label: Label; values?: (row: R) => Value[]; match?: Match<R> };

export type Filters<R> = Map<string, Filter<R>>;

/** Adds filters to a list. A label is a word of Redmine's, or text in English. */
export function filtersOf<R>() {
  const filters: Filters<R> = new Map();
  const labelOf = (label: string | Label): Label =>
    typeof label !== "string" || isWord(label) ? label : { named: label };
  return {
    filters,
    /** Compares the values of a row. */
    values: (name: string, type: FilterType, label: string | Label, values: (row: R) => Value[]) =>
      void filters.set(name, { type, label: labelOf(label), values }),
    /** Compares one column of a row. */
    column: (name: keyof R & string, type: FilterType, label: string | Label) =>
      void filters.set(name, { type, label: labelOf(label), values: (row) => [row[name] as Value] }), // of plain columns only
    /** Decides by itself. */
    match: (name: string, type: FilterType, label: string | Label, match: Match<R>) =>
      void filters.set(name, { type, label: labelOf(label), match }),
  };
}

/** Numbers in the text of a condition. */
export const idsIn = (expected: string[]): number[] => (expected[0] ?? "").match(/\d+/g)?.map(Number) ?? [];

/** Reads the conditions of a request. What names no filter is ignored, as Redmine does. */
export function readConditions<R>(filters: Filters<R>, ask: Ask, usual: Condition[]): Condition[] {
  const { params, sample } = ask;
  if (params.fields !== undefined) {
    throw new Refused(notInTheSample("filters as fields[]. Send f[], op[] and v[], or name=operator and value."));
  }
  if (params.f !== undefined) return longConditions(filters, params);

  const conditions = new Map(usual.map((condition) => [condition.field, condition]));
  for (const [field, { type }] of filters) {
    const expression = text(params[field]);
    if (expression === undefined) continue;
    conditions.set(field, readShort(field, type, expression, sample.switches.version));
  }
  return [...conditions.values()];
}

/** `f[]=subject&op[subject]=~&v[subject][]=a|b`: only these count, and values are not split. */
function longConditions<R>(filters: Filters<R>, params: Params): Condition[] {
  const [operators, values] = [objectIn(params, "op"), objectIn(params, "v")];
  return list(params.f).flatMap((name) => {
    const field = text(name) ?? "";
    const operator = text(operators[field]);
    if (operator === undefined || !filters.has(field)) return [];
    return [{ field, operator, values: list(values[field]).map((value) => text(value) ?? "") }];
  });
}

/** Refuses values that no row can have: a bad date or number, and none at all. */
export function checkConditions<R>(filters: Filters<R>, conditions: Condition[], say: Say): void {
  const errors = conditionErrors(filters, conditions, say);
  if (errors.length > 0) throw new Refused(unprocessable(errors));
}

/** Lists of projects and time entries do not check: one bad value, and no condition counts. */
export function validOrNone<R>(filters: Filters<R>, conditions: Condition[], say: Say): Condition[] {
  return conditionErrors(filters, conditions, say).length > 0 ? [] : conditions;
}

function conditionErrors<R>(filters: Filters<R>, conditions: Condition[], say: Say): string[] {
  return conditions.flatMap(({ field, operator, values }) => {
    const filter = filters.get(field);
    if (!filter) return [];
    const bad = values.some((value) => value !== "" && !valid(filter.type, operator, value));
    const blank = !values[0]?.trim() && !needsNoValue.has(operator);
    return [...(bad ? [say.of(filter.label, "invalid")] : []), ...(blank ? [say.of(filter.label, "blank")] : [])];
  });
}

function valid(type: FilterType, operator: string, value: string): boolean {
  if (type === "integer") return /^[+-]?\d+(,[+-]?\d+)*$/.test(value);
  if (type === "float") return /^[+-]?\d+(\.\d*)?$/.test(value);
  if (type !== "date" && type !== "date_past") return true;
  if (["=", ">=", "<=", "><"].includes(operator)) {
    return /^\d{4}-\d{2}-\d{2}(T\d{2}(:?\d{2}){0,2}(Z|\d{2}:?\d{2})?)?$/.test(value) && isDay(value.slice(0, 10));
  }
  return !operator.includes("t") || operator === "t" || /^\d+$/.test(value);
}

/** 2026-02-30 is none. */
export function isDay(value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/** The rows that meet every condition. */
export function select<R>(rows: R[], filters: Filters<R>, conditions: Condition[], now: number, language: string): R[] {
  const firstWeekday = language === "de" ? 1 : 0;
  return rows.filter((row) =>
    conditions.every(({ field, operator, values }) => {
      const filter = filters.get(field);
      if (!filter) return true;
      if (filter.match) return filter.match(row, operator, values);
      return compare(filter.type, filter.values?.(row) ?? [], operator, values, now, firstWeekday);
    }),
  );
}

function compare(
  type: FilterType,
  values: Value[],
  operator: string,
  expected: string[],
  now: number,
  firstWeekday: 0 | 1,
): boolean {
  switch (type) {
    case "date":
    case "date_past":
      return matchDate(values[0], operator, expected, now, firstWeekday);
    case "integer":
    case "float":
      return matchNumber(values[0] == null || values[0] === "" ? null : Number(values[0]), operator, expected);
    case "string":
    case "text":
    case "search":
      return matchText(
        values.map((value) => (value == null ? null : String(value))),
        operator,
        expected,
      );
    case "list":
    case "list_with_history":
    case "list_optional":
    case "list_optional_with_history":
    case "list_status":
    case "list_subprojects":
    case "relation":
    case "tree":
      return matchList(values, operator, expected);
  }
}

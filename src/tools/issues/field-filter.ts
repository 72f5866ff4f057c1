import { foreign } from "../../format/clean.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { chooseField } from "../../redmine/custom-fields.ts";
import { unless } from "../../redmine/failure.ts";
import { fieldFilters, filterFieldOfAll, filterWorks, holdsNumbers, type PageFilter } from "../../redmine/filters.ts";
import { literally } from "../../redmine/long-filters.ts";
import { ambiguousName, byName, unknownName } from "../../redmine/named-list.ts";
import { choosePerson } from "../../redmine/people.ts";
import type { Project } from "../../redmine/projects.ts";
import { parseYesNo } from "../../redmine/yes-no.ts";
import { parseDecimal } from "../compare.ts";
import { dateFilter } from "../dates.ts";
import { ToolRefusal } from "../errors.ts";

export type FieldFilterValue = string | number | boolean | readonly (string | number)[];

type Filter = { id: number; filter: PageFilter | undefined };

interface FieldContext {
  project: Project | undefined;
  redmine: RedmineReader;
  now: Date;
}

/** One custom field and value as `cf_1=…`. Redmine would ignore a field it cannot filter by, and answer with everything. */
export async function fieldFilter(
  name: string,
  value: FieldFilterValue,
  place: FieldContext,
): Promise<[string, string]> {
  const { id, filter } = await filterOf(name, value, place);
  return [`cf_${id}`, await condition(name, value, filter, place)];
}

async function filterOf(name: string, value: FieldFilterValue, { project, redmine }: FieldContext): Promise<Filter> {
  if (!project) {
    const field = await filterFieldOfAll(name, redmine);
    if (field) return { id: field.id, filter: field };
    throw new ToolRefusal(
      `Issues of all projects cannot be filtered by “${foreign(name, 80)}”: it is not a custom field of all projects that is used as a filter. Give project_id too.`,
    );
  }

  const field = await chooseField(name, project, redmine);
  const filters = needsNoNames(value)
    ? await unless(["unavailable", "too_large"], fieldFilters(project.id, [field.id], redmine))
    : await fieldFilters(project.id, [field.id], redmine);
  const filter = filters?.get(field.id);
  if (!filter && (filters || !(await filterWorks(field.id, project.id, redmine)))) {
    throw new ToolRefusal(
      `Redmine does not filter by “${foreign(field.name, 80)}”: the field is not set to be used as a filter. Show it instead with columns=["${foreign(field.name, 80)}"].`,
    );
  }

  const listed = !filter || filter.type.startsWith("list");
  if (
    listed &&
    !filter?.values &&
    !needsNoNames(value, /^!?\d+$/) &&
    (await holdsNumbers(field.id, project.id, redmine))
  ) {
    throw new ToolRefusal(
      `Redmine does not tell this user the names of the values of “${foreign(field.name, 80)}”, which it stores as numbers. Give the number.`,
    );
  }
  return { id: field.id, filter };
}

/** Numbers are ids, and any, none and me mean the same to Redmine; `plain` are texts that need no translation either. */
function needsNoNames(value: FieldFilterValue, plain = /^(any|none|me|)$/): boolean {
  const values = typeof value === "object" ? value : [value];
  return values.every(
    (each) => typeof each !== "string" || /^(any|none|me|)$/.test(each.trim()) || plain.test(each.trim()),
  );
}

async function condition(
  name: string,
  value: FieldFilterValue,
  filter: PageFilter | undefined,
  place: FieldContext,
): Promise<string> {
  const inputs = inputsOf(value, filter);
  const [first = ""] = inputs;
  if (inputs.length === 1 && typeof value !== "object") {
    if (isWord(first) && hasLabel(filter, first)) {
      throw new ToolRefusal(
        `${foreign(name, 80)}: “${first}” is one of its values and also means ${first === "none" ? "no value" : "any value"}. Give ["${first}"] for the value, ${first === "none" ? '"" for no value' : '"!" for any value'}.`,
      );
    }
    if (first === "none" || first === "") return "!*";
    if (first === "any" || first === "!") return "*";
  }

  const type = filter?.type ?? "";
  if (inputs.length > 1 && isOfOne(type))
    throw new ToolRefusal(`${foreign(name, 80)}: Redmine filters by one value at a time.`);
  if (type.startsWith("date")) return dateFilter(name, first, place, "custom");
  if (type === "integer" || type === "float") return number(name, first);
  const contains = type === "text" || (first.startsWith("~") && !hasLabel(filter, first));
  if (contains) return `~${literally(first.replace(/^~/, ""))}`;

  const not = inputs.every((each) => each.startsWith("!") && !hasLabel(filter, each));
  const values = await Promise.all(
    inputs.map((each) => stored(name, not ? each.slice(1) : each, typeof value === "boolean", filter, place)),
  );
  return `${not ? "!" : "="}${values.map(literally).join("|")}`;
}

function isWord(input: string): input is "none" | "any" {
  return input === "none" || input === "any";
}

function hasLabel(filter: PageFilter | undefined, input: string): boolean {
  return filter?.values?.some(({ label }) => label === input) === true;
}

/** Redmine reads the first value only. */
function isOfOne(type: string): boolean {
  return type.startsWith("date") || ["integer", "float", "text"].includes(type);
}

/** "A|B" is either of two, beside a list, where no value is called so. */
function inputsOf(value: FieldFilterValue, filter: PageFilter | undefined): string[] {
  if (typeof value === "object") return value.map((each) => String(each).trim());
  const input = String(value).trim();
  if (isOfOne(filter?.type ?? "") || input.startsWith("~") || !input.includes("|")) return [input];
  if (hasLabel(filter, input) || hasLabel(filter, input.replace(/^!/, ""))) return [input];
  const parts = input.split("|").map((each) => each.trim());
  return input.startsWith("!") ? parts.map((each) => (each.startsWith("!") ? each : `!${each}`)) : parts;
}

function number(name: string, input: string): string {
  const [, begin = "", end = ""] = /^(.{1,60}?)\.\.(.{1,60})$/.exec(input) ?? [];
  const [from, to] = [parseDecimal(begin), parseDecimal(end)];
  if (from && to) return `><${from}|${to}`;
  const [, operator = "=", text = ""] = /^(>=|<=|=)?(.{1,60})$/.exec(input) ?? [];
  const value = parseDecimal(text);
  if (value === undefined)
    throw new ToolRefusal(`${foreign(name, 80)}: give a number, one with >= or <= before it, or two with .. between.`);
  return `${operator}${value}`;
}

/** People, versions and key/value entries are stored as ids; the filter form knows which. */
async function stored(
  name: string,
  input: string,
  yesNo: boolean,
  filter: PageFilter | undefined,
  { project, redmine }: FieldContext,
): Promise<string> {
  if (yesNo) return input === "true" ? "1" : "0";
  if (!filter?.type.startsWith("list") || !filter.values) return input;
  if (input === "me") return input;
  if (filter.people) return String((await choosePerson(input, project, redmine)).id);
  const home = project?.name;
  const choices = filter.values.map(({ label, value: id }) => ({ name: label, id }));
  const exact = byName(input, choices);
  // Redmine lists versions as “Project - 1.0”
  const [value, ...namesakes] = exact.length > 0 || home === undefined ? exact : byName(`${home} - ${input}`, choices);
  if (value && namesakes.length > 0) {
    const candidates = [value, ...namesakes].map((each) => `${each.id} (${each.name})`);
    throw ambiguousName(`value of ${foreign(name, 80)}`, input, candidates, "number");
  }
  if (value) return value.id;
  // the labels are in the user's language, the answers have Yes and No
  const yes = filter.values.every((each) => each.value === "0" || each.value === "1") ? parseYesNo(input) : undefined;
  if (yes !== undefined) return yes ? "1" : "0";
  if (filter.values.some((each) => each.value === input)) return input;
  throw unknownName({ kind: `value of ${foreign(name, 80)}`, input, names: filter.values.map(({ label }) => label) });
}

import { line } from "./clean.ts";
import { valueList } from "./text.ts";

/** A custom field of a project's issues, as far as somebody can know it. */
export interface PrintedField {
  name: string;
  /** Trackers that have it, and those that have not; of the others nothing is known. */
  trackers: readonly string[];
  otherTrackers: readonly string[];
  /** Redmine's word: list, string, text, int, float, date, bool, user, version… */
  format: string | undefined;
  required: boolean | undefined;
  multiple: boolean | undefined;
  values: readonly { label: string }[];
}

const shownTrackers = 3;

const formats: Readonly<Record<string, string>> = {
  string: "text",
  text: "long text",
  int: "whole number",
  float: "number",
  date: "date",
  bool: "yes/no",
  user: "person",
  version: "version",
  link: "link",
  attachment: "file",
  progressbar: "whole number from 0 to 100",
  list: "one of a list",
  enumeration: "one of a list",
};

/** "- Environment* (Support): one of Development, Staging, Production" */
export function fieldGuideRows(fields: readonly PrintedField[], trackerCount: number, maxValues: number): string[] {
  return fields.map((field) => {
    const name = `${line(field.name, 80)}${field.required ? "*" : ""}`;
    return `- ${name}${where(field, trackerCount)}${takes(field, maxValues)}`;
  });
}

function where({ trackers, otherTrackers }: PrintedField, trackerCount: number): string {
  const names = (list: readonly string[]) => valueList(list.map((name) => line(name, 60)));
  if (otherTrackers.length === 0) return "";
  const all = trackers.length + otherTrackers.length === trackerCount;
  if (!all && otherTrackers.length <= shownTrackers) return ` (not ${names(otherTrackers)})`;
  const shown = names(trackers.slice(0, shownTrackers));
  return ` (${shown}${!all || trackers.length > shownTrackers ? " and perhaps others" : ""})`;
}

function takes({ format, multiple, values }: PrintedField, maxValues: number): string {
  const several = multiple === undefined ? "out of" : multiple ? "several of" : "one of";
  if (format === "user" || format === "version" || format === "bool") {
    return `: ${multiple ? "several, each a " : ""}${formats[format]}`; // members and versions are listed already
  }
  if (values.length > 0) {
    const shown = values.slice(0, maxValues).map(({ label }) => line(label, 80));
    const left = values.length - shown.length;
    return `: ${several} ${valueList(shown)}${left > 0 ? ` and ${left} more` : ""}`;
  }
  return format ? `: ${formats[format] ?? line(format, 30)}` : "";
}

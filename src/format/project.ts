import { valuesOf } from "../redmine/schemas/custom-value.ts";
import type { Priority } from "../redmine/schemas/priority.ts";
import type { FullProject } from "../redmine/schemas/project.ts";
import type { Version } from "../redmine/schemas/version.ts";
import { clean, line } from "./clean.ts";
import { fieldGuideRows, type PrintedField } from "./field-guide.ts";
import type { PrintedProject } from "./project-list.ts";
import { indented } from "./quote.ts";

interface PrintedMember {
  id: number;
  name: string;
  group: boolean;
  roles: readonly string[];
}

export interface ProjectOverview {
  project: FullProject;
  subprojects: readonly PrintedProject[];
  /** Undefined where this person may not see them. */
  members: readonly PrintedMember[] | undefined;
  versions: readonly Version[] | undefined;
  fields: readonly PrintedField[];
  priorities: readonly Priority[];
}

/** How much of each list is told, from plenty to little: the first that fits is taken. */
const details = [
  { rows: 100, values: 60, text: 2_000 },
  { rows: 40, values: 20, text: 1_000 },
  { rows: 15, values: 8, text: 300 },
] as const;

/** All one needs to create something in a project, in at most `maxChars`. */
export function projectOverview(overview: ProjectOverview, maxChars: number): string {
  const texts = details.map((detail) => () => overviewWith(overview, detail));
  for (const text of texts) {
    const told = text();
    if (told.length <= maxChars) return told;
  }
  return `${overviewWith(overview, { rows: 10, values: 5, text: 100 })
    .slice(0, maxChars - 40)
    .toWellFormed()}\n(The rest is left out.)`;
}

function overviewWith(
  { project, subprojects, members, versions, fields, priorities }: ProjectOverview,
  { rows, values, text }: { rows: number; values: number; text: number },
): string {
  const list = (label: string, names: readonly string[]) =>
    names.length > 0 &&
    `${label}: ${names.slice(0, rows).join(", ")}${names.length > rows ? ` and ${names.length - rows} more` : ""}`;
  const namesOf = (entries: readonly { name: string }[]) => entries.map(({ name }) => line(name, 80));
  const guide = fieldGuideRows(fields, project.trackers.length, values).slice(0, rows * 2);

  return [
    `# ${line(project.name)} (${project.identifier}, id ${project.id})`,
    project.description && `Description:\n${indented(cut(project.description, text))}`,
    project.homepage && `Homepage: ${line(project.homepage)}`,
    ...project.custom_fields.map(
      (field) => valuesOf(field).length > 0 && `${line(field.name, 80)}: ${line(valuesOf(field).join(", "))}`,
    ),
    project.parent && `Parent: ${line(project.parent.name)}`,
    list(
      "Subprojects",
      subprojects.map(({ name, identifier }) => `${line(name, 80)} (${identifier})`),
    ),
    list(
      "Modules",
      project.enabled_modules.map(({ name }) => line(name, 40)),
    ),
    members ? list("Members", members.map(memberInWords)) : "Members: not visible to this user",
    list("Trackers", namesOf(project.trackers)),
    list(
      "Priorities",
      priorities
        .filter(({ active }) => active !== false)
        .map(({ name, is_default }) => `${line(name, 60)}${is_default ? " (default)" : ""}`),
    ),
    list("Categories", namesOf(project.issue_categories)),
    ...versionLists(versions ?? [], list),
    list("Activities for time", namesOf(project.time_entry_activities)),
    guide.length > 0 && `Custom fields of issues:\n${guide.join("\n")}`,
  ]
    .filter(Boolean)
    .join("\n");
}

function cut(text: string, max: number): string {
  const whole = clean(text);
  return whole.length > max ? `${whole.slice(0, max).toWellFormed()}… (cut, ${whole.length} characters)` : whole;
}

function memberInWords({ name, group, roles }: PrintedMember): string {
  return `${group ? "group " : ""}${line(name, 80)} (${roles.map((role) => line(role, 40)).join(", ")})`;
}

function versionLists(versions: readonly Version[], list: (label: string, names: readonly string[]) => string | false) {
  const told = ({ name, due_date, status }: Version) =>
    `${line(name, 80)}${due_date || status === "locked" ? ` (${[due_date && `due ${due_date}`, status === "locked" && "locked"].filter(Boolean).join(", ")})` : ""}`;
  const closed = versions.filter(({ status }) => status === "closed");
  return [
    list("Versions", versions.filter(({ status }) => status !== "closed").map(told)),
    list("Closed versions", closed.map(told)),
  ];
}

import type { FormField } from "../redmine/issue-form.ts";
import type { Priority } from "../redmine/lists.ts";
import type { FullProject } from "../redmine/projects.ts";
import { valuesOf } from "../redmine/values.ts";
import type { Version } from "../redmine/versions.ts";
import { amongOthers, clean, line } from "./clean.ts";
import { fieldGuideRows, type PrintedField } from "./field-guide.ts";
import { indented, valueList } from "./text.ts";

interface Kind<T, Key> {
  key(item: T): Key;
  parent(item: T): Key | undefined;
  /** `depth` 0: its parent is not in the list. */
  row(item: T, depth: number): string;
}

const maxIndent = 8; // deeper ones stand as deep

/** One row an item, children indented below their parents, each item once whatever the parents say. */
export function treeRows<T, Key extends string | number>(
  items: readonly T[],
  { key, parent, row }: Kind<T, Key>,
): string[] {
  const listed = new Set(items.map(key));
  const parentOf = (item: T) => {
    const above = parent(item);
    return above !== undefined && listed.has(above) ? above : undefined;
  };
  const children = Map.groupBy(items, parentOf);
  const printed = new Set<T>();
  const rows: string[] = [];

  const tell = (first: T) => {
    const waiting = [{ item: first, depth: 0 }];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { item, depth } = next;
      if (printed.has(item)) continue;
      printed.add(item);
      rows.push(`${"  ".repeat(Math.min(depth, maxIndent))}${row(item, depth)}`);
      const below = children.get(key(item)) ?? [];
      waiting.push(...below.toReversed().map((child) => ({ item: child, depth: depth + 1 })));
    }
  };

  for (const item of children.get(undefined) ?? []) tell(item);
  for (const item of items) if (!printed.has(item)) tell(item); // parents in a circle
  return rows;
}

export interface PrintedProject {
  name: string;
  identifier: string;
  parent?: { name: string; identifier: string } | undefined;
  closed: boolean;
}

/** "- Alpha (alpha)", children below their parents where both are in the list. */
export function projectRows(projects: readonly PrintedProject[]): string[] {
  return treeRows(projects, {
    key: ({ identifier }) => identifier,
    parent: ({ parent }) => parent?.identifier,
    row: ({ name, identifier, closed, parent }, depth) => {
      const above = depth === 0 && parent && `in ${line(parent.name, 80)}`;
      const facts = [identifier, closed && "closed", above];
      return `- ${line(name, 120)} (${facts.filter(Boolean).join(", ")})`;
    },
  });
}

interface PrintedMember {
  id: number;
  name: string;
  group: boolean;
  roles: readonly string[];
}

export interface ProjectOverview {
  project: FullProject;
  subprojects: readonly { name: string; identifier: string }[];
  /** Undefined where this person may not see them. */
  members: readonly PrintedMember[] | undefined;
  /** How many there are; `members` has the first of them. */
  memberCount: number;
  versions: readonly Version[] | undefined;
  fields: readonly PrintedField[];
  /** Fields of trackers that were not looked at, or of none. */
  otherFields: readonly { name: string }[];
  /** Custom fields of time entries, as far as this person may log time. */
  timeFields: readonly FormField[];
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
    const result = text();
    if (result.length <= maxChars) return result;
  }
  return `${overviewWith(overview, { rows: 10, values: 5, text: 100 })
    .slice(0, maxChars - 40)
    .toWellFormed()}\n(The rest is left out.)`;
}

function overviewWith(
  {
    project,
    subprojects,
    members,
    memberCount,
    versions,
    fields,
    otherFields,
    timeFields,
    priorities,
  }: ProjectOverview,
  { rows, values, text }: { rows: number; values: number; text: number },
): string {
  const list = (label: string, names: readonly string[], { total = names.length, rest = "" } = {}) => {
    const shown = names.slice(0, rows);
    const more = total > shown.length ? ` and ${total - shown.length} more${rest && ` (${rest})`}` : "";
    return names.length > 0 && `${label}: ${shown.join(", ")}${more}`;
  };
  const namesOf = (entries: readonly { name: string }[]) => entries.map(({ name }) => amongOthers(line(name, 80)));
  const guide = fieldGuideRows(fields, project.trackers.length, values).slice(0, rows * 2);
  const timed = timeFields.map((field) => ({ trackers: [], otherTrackers: [], ...field, values: field.values ?? [] }));
  const timeGuide = fieldGuideRows(timed, 0, values).slice(0, rows);

  return [
    `# ${line(project.name)} (${project.identifier}, id ${project.id})`,
    project.description && `Description:\n${indented(cut(project.description, text))}`,
    project.homepage && `Homepage: ${line(project.homepage)}`,
    ...project.custom_fields.map(
      (field) => valuesOf(field).length > 0 && `${line(field.name, 80)}: ${line(valueList(valuesOf(field)))}`,
    ),
    project.parent && `Parent: ${line(project.parent.name)}`,
    list(
      "Subprojects",
      subprojects.map(({ name, identifier }) => `${amongOthers(line(name, 80))} (${identifier})`),
    ),
    list(
      "Modules",
      project.enabled_modules.map(({ name }) => line(name, 40)),
    ),
    members
      ? list("Members", members.map(memberInWords), { total: memberCount, rest: "list_members offset" })
      : "Members: not visible to this user",
    list("Trackers", namesOf(project.trackers)),
    list(
      "Priorities",
      priorities
        .filter(({ active }) => active !== false)
        .map(({ name, is_default }) => `${amongOthers(line(name, 60))}${is_default ? " (default)" : ""}`),
    ),
    list("Categories", namesOf(project.issue_categories)),
    ...versionLists(versions ?? [], list),
    list("Activities for time", namesOf(project.time_entry_activities)),
    timeGuide.length > 0 && `Custom fields of time entries:\n${timeGuide.join("\n")}`,
    guide.length > 0 && `Custom fields of issues:\n${guide.join("\n")}`,
    list("Other custom fields (tracker_id tells more)", namesOf(otherFields)),
  ]
    .filter(Boolean)
    .join("\n");
}

function cut(text: string, max: number): string {
  const whole = clean(text);
  return whole.length > max ? `${whole.slice(0, max).toWellFormed()}… (cut, ${whole.length} characters)` : whole;
}

function memberInWords({ name, group, roles }: PrintedMember): string {
  return `${group ? "group " : ""}${amongOthers(line(name, 80))} (${valueList(roles.map((role) => line(role, 40)))})`;
}

function versionLists(
  versions: readonly Version[],
  list: (label: string, names: readonly string[], more?: { rest: string }) => string | false,
) {
  const describe = ({ name, due_date, status }: Version) =>
    `${amongOthers(line(name, 80))}${due_date || status === "locked" ? ` (${[due_date && `due ${due_date}`, status === "locked" && "locked"].filter(Boolean).join(", ")})` : ""}`;
  const closed = versions.filter(({ status }) => status === "closed");
  return [
    list("Versions", versions.filter(({ status }) => status !== "closed").map(describe), { rest: "get_roadmap" }),
    list("Closed versions", closed.map(describe)),
  ];
}

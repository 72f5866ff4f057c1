import { line } from "../../format/clean.ts";
import { type Counted, grouped, groupTable } from "../../format/groups.ts";
import { hours } from "../../format/units.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { chooseField } from "../../redmine/custom-fields.ts";
import { filterFieldOfAll } from "../../redmine/filters.ts";
import { allIssues, hoursIn, maxIssues } from "../../redmine/issue-sums.ts";
import { type Project, resolveProject } from "../../redmine/projects.ts";
import type { Query } from "../../redmine/send.ts";
import { ToolRefusal } from "../errors.ts";
import { peopleLabels } from "../same-name.ts";
import { columnNamed } from "./columns.ts";
import { cellLabels, countGroups } from "./count-groups.ts";

/** Names of groups, which are those of create_issue, as Redmine calls the columns of its list of issues. */
const columns: Readonly<Record<string, string>> = {
  project_id: "project",
  status_id: "status",
  tracker_id: "tracker",
  priority_id: "priority",
  assignee_id: "assigned_to",
  author_id: "author",
  category_id: "category",
  version_id: "fixed_version",
};

export interface IssueGroups {
  total: number;
  /** "12.5 h estimated, 3 h spent, in 4 groups" */
  sums: string;
  table: string;
  /** Where the rest begins; undefined when all groups are shown. */
  next: number | undefined;
}

/** Counts and hours of all issues that fit by one or two fields. Throws ToolRefusal where not all of them can be counted. */
export async function groupIssues(
  fields: readonly string[],
  filter: Query,
  projectId: string | number | undefined,
  offset: number,
  redmine: RedmineReader,
): Promise<IssueGroups> {
  const project = projectId === undefined ? undefined : await resolveProject(projectId, redmine);
  const groupColumns = await Promise.all(fields.map((field) => columnOf(field, project, redmine)));
  const columnNames = groupColumns.map(({ column }) => column);
  const keys = groupColumns.length;

  const full = await allIssues(redmine, filter, [...columnNames, "estimated_hours", "spent_hours"]);
  if (full.total === 0) return { total: 0, sums: "", table: "", next: undefined };
  if (full.tooMany) {
    const [column = "", ...others] = columnNames;
    const counts = others.length === 0 ? await countGroups(column, filter, full.total, project, redmine) : undefined;
    if (counts)
      return shownFrom(offset, fields, counts, { total: full.total, sums: [`hours only up to ${maxIssues} issues`] });
    throw new ToolRefusal(
      `${full.total} issues: more than ${maxIssues} are not grouped by ${fields.map((field) => line(field, 80)).join(" and ")}. Narrow the conditions: a project, a version, dates.`,
    );
  }
  // who may not see time entries has no such column
  const withoutSpent = full.rows ? undefined : await allIssues(redmine, filter, [...columnNames, "estimated_hours"]);
  const rows = full.rows ?? withoutSpent?.rows;
  if (!rows) {
    throw new ToolRefusal(
      "Redmine's export did not have all of these issues with these fields, so they are not grouped. Try again, or with other fields.",
    );
  }

  const labels = await Promise.all(
    groupColumns.map(({ column: name, id }, at) => {
      if (name === "author" || name === "assigned_to") return peopleLabels(project, redmine);
      const column = rows.map(({ cells }) => cells[at] ?? "");
      return id === undefined ? undefined : cellLabels({ id, name: fields[at] ?? "" }, column, project, redmine);
    }),
  );
  const groups = grouped(
    rows.map(({ cells }) => ({
      keys: cells.slice(0, keys).map((cell, at) => labels[at]?.(cell) ?? cell),
      hours: {
        estimated: hoursIn(cells[keys]),
        ...(full.rows && { spent: hoursIn(cells[keys + 1]) }),
      },
    })),
  );
  const titles = ["estimated", ...(full.rows ? ["spent"] : [])];
  const sums = titles.map(
    (title) => `${hours(groups.reduce((sum, group) => sum + (group.hours[title] ?? 0), 0))} ${title}`,
  );
  return shownFrom(offset, fields, groups, { total: full.total, sums });
}

function shownFrom(
  offset: number,
  fields: readonly string[],
  groups: readonly Counted[],
  { total, sums }: { total: number; sums: readonly string[] },
): IssueGroups {
  const { text, shown } = groupTable(fields, "issues", groups.slice(offset));
  const next = offset + shown < groups.length ? offset + shown : undefined;
  const count = `${groups.length} ${groups.length === 1 ? "group" : "groups"}`;
  return { total, sums: `${sums.join(", ")}, in ${count}`, table: text, next };
}

/** Redmine's name of the column; `id` of a custom field. */
async function columnOf(
  field: string,
  project: Project | undefined,
  redmine: RedmineReader,
): Promise<{ column: string; id?: number }> {
  const column = columns[field.toLowerCase()] ?? columns[`${columnNamed(field)}_id`];
  if (column) return { column };
  const custom = project ? await chooseField(field, project, redmine) : await filterFieldOfAll(field, redmine);
  if (custom) return { column: `cf_${custom.id}`, id: custom.id };
  throw new ToolRefusal(
    `Issues cannot be grouped by “${line(field, 80)}”, but by ${Object.keys(columns).join(", ")} or a custom field (give project_id).`,
  );
}

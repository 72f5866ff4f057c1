import { z } from "zod";
import type { Counted } from "../../format/groups.ts";
import { valueList } from "../../format/text.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { pageMissing, unless } from "../../redmine/failure.ts";
import { fieldFilters, filterFieldOfAll, type PageFilter } from "../../redmine/filters.ts";
import { type IssueStatus, priorities, statuses, trackers } from "../../redmine/lists.ts";
import { entries, type NamedList } from "../../redmine/named-list.ts";
import { inTurns } from "../../redmine/paging.ts";
import { path } from "../../redmine/path.ts";
import type { Project } from "../../redmine/projects.ts";
import type { Query } from "../../redmine/send.ts";
import type { Named } from "../../redmine/values.ts";
import { categoriesOf, versionsOf } from "../../redmine/versions.ts";
import { yesNoLabel } from "../../redmine/yes-no.ts";

const mostGroups = 25; // requests, each of a count
const counted = z.object({ total_count: z.number() });

interface Values {
  /** Redmine's filter for one of them. */
  filter: string;
  values: readonly Named[];
  /** An issue may have none. */
  optional: boolean;
}

/** The values that issues may have in a column; undefined where they cannot be listed, or a condition chooses among them. */
async function valuesOf(
  column: string,
  filter: Query,
  project: Project | undefined,
  redmine: RedmineReader,
): Promise<Values | undefined> {
  const all = async (name: string, list: NamedList<Named>, optional = false) =>
    filter[name] === undefined ? { filter: name, values: await entries(list, redmine), optional } : undefined;

  switch (column) {
    case "status": {
      const fits = statusesOf[String(filter.status_id ?? "*")];
      return fits && { filter: "status_id", values: (await entries(statuses, redmine)).filter(fits), optional: false };
    }
    case "tracker":
      return all("tracker_id", trackers);
    case "priority":
      return all("priority_id", priorities);
    case "category":
      return project && all("category_id", categoriesOf(project), true);
    case "fixed_version":
      return project && all("fixed_version_id", versionsOf(project), true);
    default:
      return undefined;
  }
}

const statusesOf: Readonly<Record<string, (status: IssueStatus) => boolean>> = {
  "*": () => true,
  o: ({ is_closed }) => is_closed !== true,
  c: ({ is_closed }) => is_closed === true,
};

/**
 * How many issues have each value of a column, from Redmine's own counts: one request for each value, where the values are
 * few. Undefined where there are too many, where a condition chooses among them, or where the counts are not those of all
 * `total` issues: other values, or issues that changed meanwhile.
 */
export async function countGroups(
  column: string,
  filter: Query,
  total: number,
  project: Project | undefined,
  redmine: RedmineReader,
): Promise<Counted[] | undefined> {
  if (filter.query_id !== undefined) return undefined;
  const columnValues = await valuesOf(column, filter, project, redmine);
  if (!columnValues || columnValues.values.length >= mostGroups) return undefined;

  const groupsOf = columnValues.values.map(({ id, name }) => ({ value: String(id), name }));
  if (columnValues.optional) groupsOf.push({ value: "!*", name: "" });
  const groups = await inTurns(groupsOf, async ({ value, name }) => {
    const query = { ...filter, [columnValues.filter]: value, limit: 1 };
    const { total_count } = await redmine.get(path`issues.json`, counted, { what: "the number of issues", query });
    return { keys: [name], count: total_count, hours: {} };
  });
  const sum = groups.reduce((all, { count }) => all + count, 0);
  if (sum !== total) return undefined;
  return groups.filter(({ count }) => count > 0).toSorted((one, other) => other.count - one.count);
}

interface Column {
  /** A custom field. */
  id: number;
  name: string;
}

const decimals = /^-?\d+,\d+$/; // as the person's language writes them

/**
 * What the cells of a custom field's column in Redmine's export mean: Yes and No for the words in the user's language, and
 * several names apart where one of them holds a comma. The field's filter tells the names; a cell that can be read in more
 * than one way stays as Redmine shows it.
 */
export async function cellLabels(
  { id, name }: Column,
  cells: readonly string[],
  project: Project | undefined,
  redmine: RedmineReader,
): Promise<(cell: string) => string> {
  const mayDiffer = (cell: string) => cell.includes(", ") || decimals.test(cell) || yesNoLabel("1", cell) !== undefined;
  if (!cells.some(mayDiffer)) return (cell) => cell;
  const filter = project
    ? (await unless([...pageMissing, "unavailable", "too_large"], fieldFilters(project.id, [id], redmine)))?.get(id)
    : await filterFieldOfAll(name, redmine);
  const values = filter?.values ?? [];
  if (isYesNo(values)) {
    const stored = new Map(values.map(({ label, value }) => [label, value]));
    return (cell) => yesNoLabel(stored.get(cell) ?? "", cell) ?? cell;
  }
  if (filter?.type === "float") return (cell) => (decimals.test(cell) ? String(Number(cell.replace(",", "."))) : cell);
  const labels = new Set(values.flatMap(({ label }) => [label, withoutProject(label, project)]));
  return (cell) => valueList(namesIn(cell, labels) ?? [cell]);
}

function isYesNo(values: NonNullable<PageFilter["values"]>): boolean {
  return values.length === 2 && values.every(({ value }) => value === "0" || value === "1");
}

/** Redmine lists versions as “Project - 1.0”. */
function withoutProject(label: string, project: Project | undefined): string {
  const home = project ? `${project.name} - ` : "";
  return label.startsWith(home) ? label.slice(home.length) : label;
}

const mostSteps = 2_000;

/** The names that stand in a cell with ", " between them, each once; undefined where there is not exactly one way to read it. */
export function namesIn(cell: string, names: ReadonlySet<string>): string[] | undefined {
  const pieces = cell.split(", ");
  const ways: string[][] = [];
  let steps = 0;
  const read = (from: number, before: readonly string[]) => {
    if (from === pieces.length) ways.push([...before]);
    for (let to = from + 1; to <= pieces.length && ways.length < 2 && steps < mostSteps; to += 1) {
      steps += 1;
      const name = pieces.slice(from, to).join(", ");
      if (names.has(name) && !before.includes(name)) read(to, [...before, name]);
    }
  };
  read(0, []);
  return ways.length === 1 && steps < mostSteps ? ways[0] : undefined;
}

import { valueList } from "../../format/text.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { pageMissing, unless } from "../../redmine/failure.ts";
import { fieldFilters, filterFieldOfAll, type PageFilter } from "../../redmine/filters.ts";
import type { Project } from "../../redmine/projects.ts";
import { yesNoLabel } from "../../redmine/yes-no.ts";

interface Column {
  /** A custom field. */
  id: number;
  name: string;
}

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
  const mayDiffer = (cell: string) => cell.includes(", ") || yesNoLabel("1", cell) !== undefined;
  if (!cells.some(mayDiffer)) return (cell) => cell;
  const filter = project
    ? (await unless([...pageMissing, "unavailable", "too_large"], fieldFilters(project.id, [id], redmine)))?.get(id)
    : await filterFieldOfAll(name, redmine);
  const values = filter?.values ?? [];
  if (isYesNo(values)) {
    const stored = new Map(values.map(({ label, value }) => [label, value]));
    return (cell) => yesNoLabel(stored.get(cell) ?? "", cell) ?? cell;
  }
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

import type { Issue } from "../records.ts";
import type { Sample } from "../sample.ts";
import { principal } from "../web/refs.ts";
import { notInTheSample, Refused } from "../web/reply.ts";

type Key = (issue: Issue) => (string | number | null)[];

function sortKeys({ state }: Sample): Record<string, Key> {
  const column =
    (name: keyof Issue & string): Key =>
    (issue) => [issue[name] as string | number | null]; // plain columns
  const name = (id: number | null) => principal(state, id)?.name ?? null;
  return {
    id: column("id"),
    project: (issue) => [state.projects.get(issue.project_id)?.name ?? null],
    tracker: column("tracker_id"),
    status: column("status_id"),
    priority: column("priority_id"),
    subject: column("subject"),
    author: (issue) => [name(issue.author_id)],
    assigned_to: (issue) => [name(issue.assigned_to_id)],
    updated_on: column("updated_on"),
    created_on: column("created_on"),
    closed_on: column("closed_on"),
    start_date: column("start_date"),
    due_date: column("due_date"),
    estimated_hours: column("estimated_hours"),
    done_ratio: column("done_ratio"),
    category: (issue) => [state.categories.get(issue.category_id)?.name ?? null],
    // Versions without a date come after those with one.
    fixed_version: (issue) => {
      const version = state.versions.get(issue.fixed_version_id);
      return [version?.effective_date ? 0 : 1, version?.effective_date ?? null, version?.name ?? null];
    },
  };
}

const notSortable = /^(parent|total_estimated_hours|spent_hours|total_spent_hours|last_updated_by|attachments|cf_\d+)$/;

export type SortOrder = [column: string, direction: "asc" | "desc"][];

/** sort=priority:desc,updated_on — unknown columns are ignored. */
export function readSort(sort: string): SortOrder {
  return sort.split(",").flatMap((part): SortOrder => {
    const [column = "", direction] = part.trim().split(":");
    return column === "" ? [] : [[column, direction === "desc" ? "desc" : "asc"]];
  });
}

/** Equal issues come newest first. */
export function sortIssues(sample: Sample, issues: Issue[], order: SortOrder): Issue[] {
  const keys = sortKeys(sample);
  const refused = order.find(([column]) => notSortable.test(column));
  if (refused) throw new Refused(notInTheSample(`sorting by ${refused[0]}.`));
  const criteria = order.flatMap(([column, direction]) => {
    const key = keys[column];
    return key ? [{ key, sign: direction === "desc" ? -1 : 1 }] : [];
  });

  const rows = issues.map((issue) => ({ issue, keys: criteria.map(({ key }) => key(issue)) }));
  rows.sort((a, b) => {
    for (const [index, { sign }] of criteria.entries()) {
      const difference = compareKeys(a.keys[index] ?? [], b.keys[index] ?? []);
      if (difference !== 0) return sign * difference;
    }
    return b.issue.id - a.issue.id;
  });
  return rows.map(({ issue }) => issue);
}

/** SQLite sorts what is missing first. */
function compareKeys(a: (string | number | null)[], b: (string | number | null)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? null;
    if (left === right) continue;
    if (left === null) return -1;
    if (right === null) return 1;
    return left < right ? -1 : 1;
  }
  return 0;
}

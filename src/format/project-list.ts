import type { ListedProject } from "../redmine/lookups/projects.ts";
import { line } from "./clean.ts";

/** "- Alpha (alpha)", children below their parents where both are in the list. */
export function projectRows(projects: readonly ListedProject[]): string[] {
  const listed = new Set(projects.map(({ id }) => id));
  const children = Map.groupBy(projects, ({ parent }) => (parent && listed.has(parent.id) ? parent.id : 0));
  const rows: string[] = [];

  const tell = (project: ListedProject, depth: number) => {
    const { id, name, identifier, status, parent } = project;
    const facts = [identifier, status === 5 && "closed", depth === 0 && parent && `in ${line(parent.name, 80)}`];
    rows.push(`${"  ".repeat(Math.min(depth, 8))}- ${line(name, 120)} (${facts.filter(Boolean).join(", ")})`);
    for (const child of children.get(id) ?? []) tell(child, depth + 1);
  };

  for (const project of children.get(0) ?? []) tell(project, 0);
  return rows;
}

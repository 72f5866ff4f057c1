import type { Condition } from "../filters/operators.ts";
import type { Project } from "../records.ts";
import type { State } from "../state.ts";
import type { Ask } from "../web/ask.ts";
import { text } from "../web/params.ts";

export const subprojectsOf = (state: State, { id }: { id: number }): number[] =>
  state.projects.where((row) => row.parent_id === id).flatMap((child) => [child.id, ...subprojectsOf(state, child)]);

/** A project's list has its subprojects' rows too, unless `subproject_id` says which. */
export function projectsWithin({ sample, params }: Ask, project: Project, conditions: Condition[]): Set<number> {
  const below = subprojectsOf(sample.state, project);
  const fromParam = params.f === undefined ? readSubprojects(text(params.subproject_id)) : undefined;
  const condition = conditions.find(({ field }) => field === "subproject_id") ?? fromParam;
  if (!condition || below.length === 0 || condition.operator === "*") return new Set([project.id, ...below]);
  if (condition.operator === "!*") return new Set([project.id]);
  const named = (id: number) => condition.values.includes(String(id));
  return new Set([project.id, ...below.filter((id) => named(id) === (condition.operator === "="))]);
}

function readSubprojects(expression: string | undefined): Omit<Condition, "field"> | undefined {
  if (expression === undefined) return undefined;
  if (expression === "*" || expression === "!*") return { operator: expression, values: [] };
  const operator = expression.startsWith("!") ? "!" : "=";
  return { operator, values: expression.replace(/^[!=]/, "").split("|") };
}

import type { Issue, Project } from "../records.ts";
import type { State } from "../state.ts";

export type Ref = { id: number; name: string };

export const named = (row: Ref): Ref => ({ id: row.id, name: row.name });

/** A user or a group: assignees, watchers and members are either. */
export function principal(state: State, id: number | null): Ref | undefined {
  if (id === null) return undefined;
  const user = state.users.get(id);
  if (user) return { id, name: `${user.firstname} ${user.lastname}` };
  const group = state.groups.get(id);
  return group && { id, name: group.lastname };
}

export function projectRef(state: State, id: number): Ref {
  const project = state.projects.get(id);
  return { id, name: project?.name ?? "" };
}

export function projectOf(state: State, row: Pick<Issue, "project_id">): Project {
  const project = state.projects.get(row.project_id);
  if (!project) throw new Error(`no project ${row.project_id}`);
  return project;
}

/** Some columns of a row, in the order in which Redmine prints them. */
export const pick = <T extends object, K extends keyof T>(row: T, ...columns: K[]): Pick<T, K> =>
  Object.fromEntries(columns.map((column) => [column, row[column]])) as Pick<T, K>; // a value for each column

/** Leaves out what is undefined, as Redmine leaves out what is not set. */
export function compact<T extends object>(object: T): T {
  for (const key of Object.keys(object) as (keyof T)[]) if (object[key] === undefined) delete object[key];
  return object;
}

/** Which parts a request asks for: include=journals,children */
export function included(include: unknown): (part: string) => boolean {
  const parts = new Set(typeof include === "string" ? include.split(",").map((part) => part.trim()) : []);
  return (part) => parts.has(part);
}

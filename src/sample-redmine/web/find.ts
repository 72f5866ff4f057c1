import { mayAny, mayAnywhere, projectAllows } from "../access/permissions.ts";
import type { Project } from "../records.ts";
import type { State, Table } from "../state.ts";
import type { Ask } from "./ask.ts";
import { text } from "./params.ts";
import { projectOf } from "./refs.ts";
import { denied, empty, loginNeeded, Refused } from "./reply.ts";

const longestName = 60; // of a version and a category

/** By id or identifier. */
export function projectBy(state: State, key: string | undefined): Project | undefined {
  if (key === undefined || key === "") return undefined;
  return /^\d+$/.test(key)
    ? state.projects.get(Number(key))
    : state.projects.find((project) => project.identifier === key);
}

/** The project in a path, where the caller may do this; a missing one is 404 before anybody is asked who they are. */
export function projectInPath(ask: Ask, key: string, ...permissions: string[]): Project {
  const project = projectBy(ask.sample.state, key);
  if (!project) throw new Refused(empty(404));
  requireMay(ask, project, ...permissions);
  return project;
}

/** The project of a parameter: to Anonymous a missing one reads like one that needs a login. */
export function projectInParams(ask: Ask): Project | undefined {
  const key = text(ask.params.project_id);
  if (key === undefined || key === "") return undefined;
  const project = projectBy(ask.sample.state, key);
  if (!project) throw new Refused(ask.caller.user ? empty(404) : loginNeeded(ask.sample.switches));
  return project;
}

/** One of the permissions is enough. Where nobody has any (closed, module off), a login is no help: 403 to all. */
export function requireMay(ask: Ask, project: Project, ...permissions: string[]): void {
  if (mayAny(ask.sample, ask.caller, permissions, project)) return;
  if (!permissions.some((permission) => projectAllows(project, permission))) throw new Refused(empty(403));
  throw new Refused(denied(ask.sample.switches, ask.caller));
}

/** In that project; without one, in any. */
export function requireMayIn(ask: Ask, project: Project | undefined, ...permissions: string[]): void {
  const { sample, caller } = ask;
  if (project) requireMay(ask, project, ...permissions);
  else if (!permissions.some((permission) => mayAnywhere(sample, caller, permission))) {
    throw new Refused(denied(sample.switches, caller));
  }
}

export function orNotFound<R>(row: R | undefined): R {
  if (row === undefined) throw new Refused(empty(404));
  return row;
}

/** The row of a project whose id is in the path, where the caller may do this. */
export function rowInPath<R extends { id: number; project_id: number }>(
  ask: Ask,
  table: Table<R>,
  id: string,
  ...permissions: string[]
): R {
  const row = orNotFound(table.get(Number(id)));
  requireMay(ask, projectOf(ask.sample.state, row), ...permissions);
  return row;
}

/** Validates the name of a row, which must be unique in its project. */
export function nameErrors<R extends { id: number; project_id: number; name: string }>(
  { say }: Ask,
  table: Table<R>,
  { id, project_id, name }: R,
): string[] {
  const taken = table.all().some((row) => row.id !== id && row.project_id === project_id && row.name === name);
  return [
    ...(name.trim() === "" ? [say.of("name", "blank")] : []),
    ...(taken ? [say.of("name", "taken")] : []),
    ...(name.length > longestName ? [say.of("name", "tooLong", longestName)] : []),
  ];
}

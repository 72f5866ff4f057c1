import { z } from "zod";
import type { RedmineReader } from "./client.ts";
import { readCsv } from "./csv.ts";
import { limits } from "./limits.ts";
import { allPages, pageSize } from "./paging.ts";
import { path } from "./path.ts";

export interface ListedProject {
  name: string;
  identifier: string;
  /** Only where the parent is in the list too. */
  parent?: { name: string; identifier: string } | undefined;
  closed: boolean;
}

export interface ProjectList {
  /** Each below its parent. */
  projects: readonly ListedProject[];
  /** How many there are: more than `projects` has when the list is longer than we read. */
  total: number;
}

const listKind = "projects";

export const projectRow = z.object({
  id: z.number(),
  name: z.string(),
  identifier: z.string(),
  status: z.number().optional(),
  parent: z.object({ id: z.number(), name: z.string() }).optional(),
});
export type ProjectRow = z.output<typeof projectRow>;
export const projectPage = z.object({ projects: z.array(projectRow), total_count: z.number() });

/** All projects this person sees, closed ones included. */
export function listProjects(redmine: RedmineReader): Promise<ProjectList> {
  return redmine.lookups.get(listKind, () => loadProjects(redmine));
}

/** As `listProjects`, at most 30 seconds old. */
export function listProjectsNow(redmine: RedmineReader): Promise<ProjectList> {
  if (!redmine.lookups.isRecent(listKind)) redmine.lookups.forget(listKind);
  return listProjects(redmine);
}

/** Call it after a write that changes the list of projects. */
export function forgetProjectList(redmine: RedmineReader): void {
  redmine.lookups.forget(listKind);
}

/** The list as Redmine exports it, in two requests; where it does not, from 100 projects a request. */
async function loadProjects(redmine: RedmineReader): Promise<ProjectList> {
  const [all, closed] = await Promise.all([exported("1|5", redmine), exported("5", redmine)]);
  if (!all || !closed) return loadPages(redmine);
  const isClosed = new Set(closed.map(({ identifier }) => identifier));
  const projects = withParents(all).map((project) => ({ ...project, closed: isClosed.has(project.identifier) }));
  return { projects, total: projects.length };
}

type Exported = { name: string; identifier: string; parent: string };

/** Undefined where Redmine has no such export, or another one. */
async function exported(status: string, redmine: RedmineReader): Promise<Exported[] | undefined> {
  const query = { set_filter: 1, status, "c[]": ["name", "identifier", "parent_id"] };
  const [titles, ...rows] = (await readCsv(path`projects.csv`, "the list of projects", query, redmine)) ?? [];
  if (titles?.length !== 3 || rows.some((cells) => cells.length !== 3)) return undefined;
  return rows.map(([name = "", identifier = "", parent = ""]) => ({ name, identifier, parent }));
}

/** The export has the parents' names only, but each project stands below its parent. */
function withParents(rows: readonly Exported[]): Omit<ListedProject, "closed">[] {
  const above: Exported[] = [];
  return rows.map((project) => {
    while (above.length > 0 && above.at(-1)?.name !== project.parent) above.pop();
    const parent = above.at(-1);
    above.push(project);
    const { name, identifier } = project;
    return { name, identifier, ...(parent && { parent: { name: parent.name, identifier: parent.identifier } }) };
  });
}

async function loadPages(redmine: RedmineReader): Promise<ProjectList> {
  let total = 0;
  const rows = await allPages(async (offset) => {
    const query = { status: "1|5", limit: pageSize, offset };
    const answer = await redmine.get(path`projects.json`, projectPage, { what: "the list of projects", query });
    total = Math.max(total, answer.total_count);
    return { rows: answer.projects, total: answer.total_count };
  }, limits.projects);

  const byId = new Map(rows.map((each) => [each.id, each]));
  const projects = rows.map(({ name, identifier, status, parent: above }) => {
    const parent = above && byId.get(above.id);
    return { name, identifier, closed: status === 5, ...(parent && { parent }) };
  });
  return { projects, total: Math.max(total, projects.length) };
}

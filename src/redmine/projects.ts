import { z } from "zod";
import type { RedmineReader } from "./client.ts";
import { ambiguousName, type NamedList, unknownName } from "./named-list.ts";
import { path } from "./path.ts";
import { customValue, type Named, named, optionalText } from "./values.ts";

export interface Project {
  id: number;
  name: string;
  identifier: string;
}

export interface ListedProject extends Project {
  parent?: { id: number; name: string } | undefined;
  /** 1 active, 5 closed. Archived ones are never shown. */
  status?: number | undefined;
}

export interface ProjectList {
  projects: readonly ListedProject[];
  /** How many there are: more than `projects` has when the list is longer than we read. */
  total: number;
}

const pageSize = 100; // Redmine caps limit at 100, silently
const maxProjects = 2_000;
const kind = "projects";

const row = z.object({
  id: z.number(),
  name: z.string(),
  identifier: z.string(),
  status: z.number().optional(),
  parent: z.object({ id: z.number(), name: z.string() }).optional(),
});
const page = z.object({ projects: z.array(row), total_count: z.number() });
const one = z.object({ project: row });

/** All projects this person sees, closed ones included. */
export function listProjects(redmine: RedmineReader): Promise<ProjectList> {
  return redmine.lookups.get(kind, () => loadProjects(redmine));
}

export function forgetProjects(redmine: RedmineReader): void {
  redmine.lookups.forget(kind);
}

/** A number is an id. A text is an identifier, else a name, else the digits of an id. Throws LookupRefusal. */
export async function resolveProject(given: string | number, redmine: RedmineReader): Promise<Project> {
  let fresh = false;
  const load = () => {
    fresh = true;
    return loadProjects(redmine);
  };

  const known = await redmine.lookups.get(kind, load);
  const found = find(given, known.projects);
  if (found) return found;

  const newer = fresh ? known : await reload(redmine, load);
  const foundNow = find(given, newer.projects) ?? (await findBeyond(given, newer, redmine));
  if (foundNow) return foundNow;

  throw unknownName({
    kind: "project",
    given,
    names: newer.projects.flatMap(({ identifier, name }) =>
      sameWord(identifier, name) ? [identifier] : [identifier, name],
    ),
    ...(newer.total > newer.projects.length && {
      hint: `Only the first ${newer.projects.length} of ${newer.total} projects were compared by name: give the identifier.`,
    }),
  });
}

/** An identifier that is made of the name, as Redmine suggests it, needs no second telling. */
function sameWord(identifier: string, name: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/[-_\s]/g, "");
  return plain(identifier) === plain(name);
}

function reload(redmine: RedmineReader, load: () => Promise<ProjectList>): Promise<ProjectList> {
  redmine.lookups.forget(kind);
  return redmine.lookups.get(kind, load);
}

function find(given: string | number, projects: readonly ListedProject[]): Project | undefined {
  if (typeof given === "number") return projects.find(({ id }) => id === given);

  const wanted = given.trim().toLowerCase();
  const exact = projects.find(({ identifier }) => identifier.toLowerCase() === wanted);
  if (exact) return exact;

  const named = projects.filter(({ name }) => name.trim().toLowerCase() === wanted);
  if (named.length > 1) throw ambiguousName("project", given, named.map(told), "identifier");

  return named[0] ?? (/^\d+$/.test(wanted) ? projects.find(({ id }) => id === Number(wanted)) : undefined);
}

function told({ identifier, name, parent }: ListedProject): string {
  return parent ? `${identifier} (${name}, in ${parent.name})` : `${identifier} (${name})`;
}

/** Where the list is cut, Redmine itself still knows ids and identifiers. */
async function findBeyond(
  given: string | number,
  { projects, total }: ProjectList,
  redmine: RedmineReader,
): Promise<Project | undefined> {
  const wanted = String(given).trim().toLowerCase();
  if (total <= projects.length || !/^[a-z0-9_-]+$/.test(wanted)) return undefined;
  return (await redmine.get(path`projects/${wanted}.json`, one, { what: `project ${wanted}` })).project;
}

async function loadProjects(redmine: RedmineReader): Promise<ProjectList> {
  const get = (offset: number) =>
    redmine.get(path`projects.json`, page, {
      what: "the list of projects",
      query: { status: "1|5", limit: pageSize, offset },
    });

  const first = await get(0);
  const projects: ListedProject[] = [...first.projects];
  const wanted = Math.min(first.total_count, maxProjects);
  for (let offset = pageSize; offset < wanted; offset += 4 * pageSize) {
    // four at a time: a few hundred projects must not take seconds, nor all of Redmine's threads
    const offsets = [0, 1, 2, 3].map((ahead) => offset + ahead * pageSize).filter((at) => at < wanted);
    const pages = await Promise.all(offsets.map(get));
    projects.push(...pages.flatMap((next) => next.projects));
  }

  return { projects, total: Math.max(first.total_count, projects.length) };
}

const answer = z.object({ project: z.object({ trackers: z.array(named).default([]) }) });

/** The trackers that a project uses: Redmine takes its default for any other, without a word. */
export function trackersOf({ id, name }: Pick<Project, "id" | "name">): NamedList<Named> {
  return {
    kind: `trackers:${id}`,
    what: `tracker in ${name}`,
    load: async (redmine) => {
      const query = { include: "trackers" };
      const { project } = await redmine.get(path`projects/${id}.json`, answer, { what: `project ${name}`, query });
      return project.trackers;
    },
  };
}

/** A project with what `include` asked for; parts are missing without the permissions to see them. */
export const project = z.object({
  id: z.number(),
  name: z.string(),
  identifier: z.string(),
  description: optionalText,
  homepage: optionalText,
  parent: named.optional(),
  status: z.number().optional(),
  is_public: z.boolean().optional(),
  inherit_members: z.boolean().optional(),
  custom_fields: z.array(customValue).default([]),
  trackers: z.array(named).default([]),
  issue_categories: z.array(named).default([]),
  time_entry_activities: z.array(named).default([]),
  enabled_modules: z.array(z.object({ name: z.string() })).default([]),
  issue_custom_fields: z.array(named).default([]),
});
export type FullProject = z.output<typeof project>;

export const projectAnswer = z.object({ project });

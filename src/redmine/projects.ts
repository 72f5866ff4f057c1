import { z } from "zod";
import { type BoundedCache, boundedCache } from "../bounded-cache.ts";
import { foreign } from "../format/clean.ts";
import type { RedmineReader } from "./client.ts";
import { unless } from "./failure.ts";
import { ambiguousName, type NamedList, unknownName, withoutQuotes } from "./named-list.ts";
import { inTurns, pageSize } from "./paging.ts";
import { path } from "./path.ts";
import {
  forgetProjectList,
  type ListedProject,
  listProjectsNow,
  type ProjectList,
  type ProjectRow,
  projectPage,
  projectRow,
} from "./project-list.ts";
import { customValue, type Named, named, optionalText } from "./values.ts";

export interface Project {
  id: number;
  name: string;
  identifier: string;
}

const foundKind = "projects found";

const oneProject = z.object({ project: projectRow });

/** Call it after a write that changes a project. The next call reads the list and each project again. */
export function forgetProjects(redmine: RedmineReader): void {
  forgetProjectList(redmine);
  redmine.lookups.forget(foundKind);
}

const identifierForm = /^(?!\d+$)[a-z0-9_-]{1,100}$/;
const maxFound = 1_000; // projects remembered for a sign-in

/**
 * A number is an id. A text is an identifier, else a name, else the digits of an id. Redmine is asked for that one project;
 * the list is read only where it does not know it. Throws LookupRefusal.
 */
export async function resolveProject(input: string | number, redmine: RedmineReader): Promise<Project> {
  const cache = await projectCache(redmine);
  const key = typeof input === "number" ? `#${input}` : input.trim().toLowerCase();
  const cached = cache.get(key);
  if (cached) return cached;

  const project =
    typeof input === "number"
      ? ((await projectAt(input, redmine)) ?? refuse(input, await listProjectsNow(redmine)))
      : await projectCalled(input, redmine);
  cache.set(key, project);
  cache.set(`#${project.id}`, project);
  return project;
}

function projectCache(redmine: RedmineReader): Promise<BoundedCache<ProjectRow>> {
  return redmine.lookups.get(foundKind, async () => boundedCache(maxFound));
}

async function projectCalled(text: string, redmine: RedmineReader): Promise<ProjectRow> {
  const word = text.trim().toLowerCase();
  const digits = /^\d+$/.test(word);
  if (identifierForm.test(word)) {
    const project = await projectAt(word, redmine);
    if (project?.identifier.toLowerCase() === word) return project;
  }

  const named = await projectNamed(text, redmine);
  if (named) return named;
  const bare = withoutQuotes(text);
  if (bare !== undefined) return projectCalled(bare, redmine);
  const byId = digits && (await projectAt(Number(word), redmine));
  if (byId) return byId;

  const list = await listProjectsNow(redmine);
  const listed = findIn(list.projects, word);
  const project =
    listed && ((await projectAt(listed.identifier, redmine)) ?? (await projectNamed(listed.name, redmine)));
  return project ?? refuse(text, list);
}

/** A project with what `include` asks for, in one request where the input is an id or identifier. */
export async function readProject(
  input: string | number,
  include: string,
  redmine: RedmineReader,
): Promise<FullProject> {
  const query = { include };
  const word = typeof input === "number" ? input : input.trim().toLowerCase();
  if (typeof word === "number" || identifierForm.test(word)) {
    const reading = redmine.get(path`projects/${word}.json`, projectAnswer, { what: `project ${word}`, query });
    const { project } = (await unless(["forbidden", "not_found"], reading)) ?? {};
    if (project && (typeof word === "number" || project.identifier.toLowerCase() === word)) {
      const { id, name, identifier, status } = project;
      for (const key of [`#${id}`, identifier])
        (await projectCache(redmine)).set(key, { id, name, identifier, status });
      return project;
    }
  }
  const { id, identifier } = await resolveProject(input, redmine);
  return (await redmine.get(path`projects/${id}.json`, projectAnswer, { what: `project ${identifier}`, query }))
    .project;
}

/** By id or identifier; undefined where this user does not see it, or may not read projects one by one. */
async function projectAt(key: string | number, redmine: RedmineReader): Promise<ProjectRow | undefined> {
  const endpoint = path`projects/${key}.json`;
  const answer = await unless(
    ["forbidden", "not_found"],
    redmine.get(endpoint, oneProject, { what: `project ${key}` }),
  );
  return answer?.project;
}

/** By exact name, in whatever case. Redmine's filter takes all projects whose name contains the text. */
async function projectNamed(text: string, redmine: RedmineReader): Promise<ProjectRow | undefined> {
  const word = text.trim().toLowerCase();
  const query = { status: "1|5", limit: pageSize };
  const what = "the list of projects";
  const holding = await redmine.get(path`projects.json`, projectPage, {
    what,
    query: { ...query, name: `~${text.trim()}` },
  });
  const filtered = holding.projects.every(({ name }) => holdsWords(name, word));
  if (!filtered) return undefined; // Redmine before 5.0 ignores the filter and lists everything

  const exact = (rows: readonly ProjectRow[]) => rows.filter(({ name }) => name.trim().toLowerCase() === word);
  const among = exact(holding.projects);
  const fitting =
    among.length === 0 && holding.total_count > holding.projects.length
      ? exact(
          (await redmine.get(path`projects.json`, projectPage, { what, query: { ...query, name: text.trim() } }))
            .projects,
        )
      : among;
  if (fitting.length > 1) throw ambiguousName("project", text, fitting.map(inWords), "identifier");
  return fitting[0];
}

function holdsWords(name: string, words: string): boolean {
  const lower = name.toLowerCase();
  return words.split(/[\s"|]+/).every((word) => lower.includes(word));
}

function findIn(projects: readonly ListedProject[], word: string): ListedProject | undefined {
  const exact = projects.find(({ identifier }) => identifier.toLowerCase() === word);
  if (exact) return exact;
  const named = projects.filter(({ name }) => name.trim().toLowerCase() === word);
  if (named.length > 1) throw ambiguousName("project", word, named.map(inWords), "identifier");
  return named[0];
}

function refuse(input: string | number, { projects, total }: ProjectList): never {
  const labels = new Map<string, string>();
  for (const { identifier, name } of projects) {
    const label = sameWord(identifier, name) ? identifier : `${identifier} (${name})`;
    for (const word of sameWord(identifier, name) ? [identifier] : [identifier, name]) {
      if (!labels.has(word)) labels.set(word, label);
    }
  }
  throw unknownName({
    kind: "project",
    input,
    names: [...labels.keys()],
    labelOf: (name) => labels.get(name) ?? name,
    ...(total > projects.length && {
      hint: `Only the first ${projects.length} of ${total} projects were compared: give the identifier.`,
    }),
  });
}

/** An identifier that is made of the name, as Redmine suggests it, is not listed beside it. */
function sameWord(identifier: string, name: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/[-_\s]/g, "");
  return plain(identifier) === plain(name);
}

function inWords({
  identifier,
  name,
  parent,
}: {
  identifier: string;
  name: string;
  parent?: { name: string } | undefined;
}) {
  return parent ? `${identifier} (${name}, in ${parent.name})` : `${identifier} (${name})`;
}

/** Names and states by id, for a few ids; those that this user does not see are left out. */
export async function projectsById(
  ids: Iterable<number>,
  redmine: RedmineReader,
): Promise<ReadonlyMap<number, ProjectRow>> {
  const cache = await projectCache(redmine);
  const rows = await inTurns([...new Set(ids)].slice(0, maxById), async (id) => {
    const row = cache.get(`#${id}`) ?? (await projectAt(id, redmine));
    if (row) cache.set(`#${id}`, row);
    return row;
  });
  return new Map(rows.flatMap((row) => (row ? [[row.id, row] as const] : [])));
}

const maxById = 20; // requests

const answer = z.object({ project: z.object({ trackers: z.array(named).default([]) }) });

/** The trackers that a project uses: for any other, Redmine silently uses its default. */
export function trackersOf({ id, name }: Pick<Project, "id" | "name">): NamedList<Named> {
  return {
    kind: `trackers:${id}`,
    what: `tracker in ${foreign(name)}`,
    load: async (redmine) => {
      const query = { include: "trackers" };
      const { project } = await redmine.get(path`projects/${id}.json`, answer, {
        what: `project ${foreign(name)}`,
        query,
      });
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
  created_on: z.string().optional(),
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

import { z } from "zod";
import { foreign } from "../format/clean.ts";
import type { RedmineReader } from "./client.ts";
import { timeEntriesAnswer } from "./content.ts";
import { fieldFilters } from "./filters.ts";
import { issueList } from "./issues.ts";
import { byName, entries, find, type NamedList, unknownName } from "./named-list.ts";
import { pageSize } from "./paging.ts";
import { path } from "./path.ts";
import type { Project } from "./projects.ts";
import { type Named, named } from "./values.ts";

const answer = z.object({ project: z.object({ issue_custom_fields: z.array(named).default([]) }) });

type Of = Pick<Project, "id" | "name">;
type Field = Named;

/** A custom field that issues of a project can have, by name or id. Throws LookupRefusal. */
export async function chooseField(name: string, project: Of, redmine: RedmineReader): Promise<Field> {
  const declared = declaredIn(project);
  const field = await find(declared, name, redmine);
  if (field) return field;
  const inUse = await find(inUseIn(project), name, redmine);
  if (inUse) return inUse;

  const projectFields = await fieldsOf(project, redmine);
  const [filtered] = byName(name, projectFields);
  if (filtered) return filtered;
  const names = projectFields.map(({ name }) => name);
  const some = await entries(declared, redmine);
  throw unknownName({
    kind: declared.what,
    input: name,
    names,
    ...(!declaresAll(some, await entries(inUseIn(project), redmine)) && {
      hint: "Redmine before 5.1 tells only fields that the project's issues have or are filtered by: set another one in Redmine on one issue first.",
    }),
  });
}

/** Every field that this person can know of, wherever Redmine tells it. */
export async function fieldsOf(project: Of, redmine: RedmineReader): Promise<readonly Field[]> {
  const [declared, inUse] = await Promise.all([
    entries(declaredIn(project), redmine),
    entries(inUseIn(project), redmine),
  ]);
  const filters = await fieldFilters(project.id, [], redmine);
  const all = [...declared, ...inUse, ...(filters?.values() ?? [])];
  return [...new Map(all.map(({ id, name }) => [id, { id, name }])).values()];
}

/** Redmine before 5.1 leaves fields “for all projects” out of what a project declares, but they stand on its issues. */
export function declaresAll(declared: readonly Field[], seen: readonly Pick<Field, "id">[]): boolean {
  return declared.length > 0 && seen.every(({ id }) => declared.some((field) => field.id === id));
}

/** Those that a project declares. Nothing else about them is open to everybody here: no formats, no values. */
export function declaredIn({ id, name }: Of): NamedList<Field> {
  return {
    kind: `custom fields:${id}`,
    what: `custom field in ${foreign(name)}`,
    load: async (redmine) => {
      const query = { include: "issue_custom_fields" };
      const { project } = await redmine.get(path`projects/${id}.json`, answer, {
        what: `project ${foreign(name)}`,
        query,
      });
      return project.issue_custom_fields;
    },
  };
}

function inUseIn({ id, name }: Of): NamedList<Field> {
  return {
    kind: `custom fields in use:${id}`,
    what: `custom field in ${foreign(name)}`,
    load: async (redmine) => {
      const { issues } = await redmine.get(path`issues.json`, issueList, {
        what: `the issues of ${foreign(name)}`,
        query: { project_id: id, status_id: "*", sort: "updated_on:desc", limit: pageSize },
      });
      return [...new Map(issues.flatMap((issue) => issue.custom_fields.map((field) => [field.id, field]))).values()];
    },
  };
}

const answerProjectFields = z.object({ projects: z.array(z.object({ custom_fields: z.array(named).default([]) })) });

/** The custom fields of projects themselves: every project shows those that this user may see. */
export const projectFields: NamedList<Named> = {
  kind: "project fields",
  what: "custom field of projects",
  load: async (redmine) => {
    const { projects } = await redmine.get(path`projects.json`, answerProjectFields, {
      what: "the list of projects",
      query: { limit: 1 },
    });
    return projects[0]?.custom_fields ?? [];
  },
};

/** A custom field of time entries. */
export interface TimeField {
  id: number;
  name: string;
  /** What the newest entry has there: "0" and "1" are how Redmine writes no and yes. */
  value?: unknown;
}

/** The newest entry this person sees shows every field there is: the list of fields itself is for administrators. */
export const timeFields: NamedList<TimeField> = {
  kind: "time-fields",
  what: "custom field of time entries",
  load: async (redmine) => {
    const answer = await redmine.get(path`time_entries.json`, timeEntriesAnswer, {
      what: "time entries",
      query: { limit: 1 },
    });
    return answer.time_entries[0]?.custom_fields ?? [];
  },
};

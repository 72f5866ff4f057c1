import { z } from "zod";
import type { RedmineReader } from "../client.ts";
import { path } from "../path.ts";
import { issueList } from "../schemas/issue.ts";
import { type Named, named } from "../schemas/named.ts";
import type { Lookups } from "./lookups.ts";
import { entries, find, type NamedList } from "./named-list.ts";
import { pageSize } from "./pages.ts";
import type { Project } from "./projects.ts";
import { unknownName } from "./refusal.ts";

const answer = z.object({ project: z.object({ issue_custom_fields: z.array(named).default([]) }) });

type Of = Pick<Project, "id" | "name">;
type Field = Named;

/** A custom field that issues of a project can have, by name or id. Throws LookupRefusal. */
export async function chooseField(
  given: string,
  project: Of,
  redmine: RedmineReader,
  lookups: Lookups,
): Promise<Field> {
  const declared = declaredIn(project);
  const found = await find(declared, given, redmine, lookups);
  if (found) return found;
  const inUse = await find(inUseIn(project), given, redmine, lookups);
  if (inUse) return inUse;

  const names = (await entries(declared, redmine, lookups)).map(({ name }) => name);
  throw unknownName({ kind: declared.what, given, names });
}

/** Those that a project declares. Nothing else about them is open to everybody here: no formats, no values. */
export function declaredIn({ id, name }: Of): NamedList<Field> {
  return {
    kind: `custom fields:${id}`,
    what: `custom field in ${name}`,
    load: async (redmine) => {
      const query = { include: "issue_custom_fields" };
      const { project } = await redmine.get(path`projects/${id}.json`, answer, { what: `project ${name}`, query });
      return project.issue_custom_fields;
    },
  };
}

/** Redmine before 5.1 leaves fields "for all projects" out of a project's own list, but they stand on its issues. */
function inUseIn({ id, name }: Of): NamedList<Field> {
  return {
    kind: `custom fields in use:${id}`,
    what: `custom field in ${name}`,
    load: async (redmine) => {
      const { issues } = await redmine.get(path`issues.json`, issueList, {
        what: `the issues of ${name}`,
        query: { project_id: id, status_id: "*", sort: "updated_on:desc", limit: pageSize },
      });
      return [...new Map(issues.flatMap((issue) => issue.custom_fields.map((field) => [field.id, field]))).values()];
    },
  };
}

import { z } from "zod";
import { foreign } from "../format/clean.ts";
import { unless } from "./failure.ts";
import type { NamedList } from "./named-list.ts";
import { path } from "./path.ts";
import { type Project, projectAnswer } from "./projects.ts";
import { named } from "./values.ts";

/** A project's list also has the versions that other projects share with it. */
export const version = z.object({
  id: z.number(),
  name: z.string(),
  project: named.optional(),
  status: z.string().optional(),
  due_date: z.string().nullish(),
  description: z.string().nullish(),
  sharing: z.string().optional(),
  wiki_page_title: z.string().nullish(),
  created_on: z.string().optional(),
});

export type Version = z.output<typeof version>;

export const versionList = z.object({ versions: z.array(version) });

/** The versions an issue of this project may have, those shared by other projects included, closed ones too. */
export function versionsOf({ id, name }: Pick<Project, "id" | "name">): NamedList<Version> {
  return {
    kind: `versions:${id}`,
    what: `version in ${foreign(name)}`,
    load: async (redmine) =>
      (await redmine.get(path`projects/${id}/versions.json`, versionList, { what: `the versions of ${foreign(name)}` }))
        .versions,
    detail: ({ project, status }) => [project && `of ${project.name}`, status].filter(Boolean).join(", "),
  };
}

export const category = z.object({ id: z.number(), name: z.string(), assigned_to: named.optional() });

export type Category = z.output<typeof category>;

export const categoryList = z.object({ issue_categories: z.array(category) });

/** A project's own categories: they are never shared. */
export function categoriesOf({ id, name }: Pick<Project, "id" | "name">): NamedList<Category> {
  return {
    kind: `categories:${id}`,
    what: `issue category in ${foreign(name)}`,
    load: async (redmine) => {
      const what = `the issue categories of ${foreign(name)}`;
      const list = redmine.get(path`projects/${id}/issue_categories.json`, categoryList, { what });
      const visible = await unless(["forbidden"], list);
      if (visible) return visible.issue_categories;

      // Redmine before 6.1 gives the list to those who manage categories only, and the names with the project to everybody.
      const query = { include: "issue_categories" };
      const { project } = await redmine.get(path`projects/${id}.json`, projectAnswer, { what, query });
      return project.issue_categories;
    },
  };
}

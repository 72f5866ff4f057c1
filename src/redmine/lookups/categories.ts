import { path } from "../path.ts";
import { type Category, categoryList } from "../schemas/category.ts";
import type { NamedList } from "./named-list.ts";
import type { Project } from "./projects.ts";

/** A project's own categories: they are never shared. */
export function categoriesOf({ id, name }: Pick<Project, "id" | "name">): NamedList<Category> {
  return {
    kind: `categories:${id}`,
    what: `issue category in ${name}`,
    load: async (redmine) =>
      (
        await redmine.get(path`projects/${id}/issue_categories.json`, categoryList, {
          what: `the issue categories of ${name}`,
        })
      ).issue_categories,
  };
}

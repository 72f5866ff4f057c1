import { path } from "../path.ts";
import { type Category, categoryList } from "../schemas/category.ts";
import { projectAnswer } from "../schemas/project.ts";
import { unless } from "../unless.ts";
import type { NamedList } from "./named-list.ts";
import type { Project } from "./projects.ts";

/** A project's own categories: they are never shared. */
export function categoriesOf({ id, name }: Pick<Project, "id" | "name">): NamedList<Category> {
  return {
    kind: `categories:${id}`,
    what: `issue category in ${name}`,
    load: async (redmine) => {
      const what = `the issue categories of ${name}`;
      const list = redmine.get(path`projects/${id}/issue_categories.json`, categoryList, { what });
      const known = await unless(["forbidden"], list);
      if (known) return known.issue_categories;

      // Redmine before 6.1 gives the list to those who manage categories only, and the names with the project to everybody.
      const query = { include: "issue_categories" };
      const { project } = await redmine.get(path`projects/${id}.json`, projectAnswer, { what, query });
      return project.issue_categories;
    },
  };
}

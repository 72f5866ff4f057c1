import { z } from "zod";
import { line } from "../../format/clean.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { categoriesOf } from "../../redmine/lookups/categories.ts";
import { choose } from "../../redmine/lookups/named-list.ts";
import { type Project, resolveProject } from "../../redmine/lookups/projects.ts";
import { path } from "../../redmine/path.ts";
import { category as categorySchema } from "../../redmine/schemas/category.ts";
import { unless } from "../../redmine/unless.ts";
import { nameOrId } from "../name-or-id.ts";
import { defineTool } from "../tool.ts";
import { ToolRefusal } from "../tool-refusal.ts";
import { confirm, confirmed, count } from "./confirmed.ts";
import { gone } from "./gone.ts";

const counted = z.object({ total_count: z.number() });
const categoryAnswer = z.object({ issue_category: categorySchema });

export const deleteCategory = defineTool({
  name: "delete_category",
  title: "Delete a category",
  description: "Deletes an issue category for good; its issues go to reassign_to or have none then.",
  access: "destructive",
  toolset: "delete",
  scopes: ["manage_categories"],
  extraScopes: ["view_issues"],
  input: z.object({ project_id: nameOrId, category: nameOrId, reassign_to: nameOrId.optional(), confirm }),
  run: async ({ project_id, category, reassign_to, confirm: given }, { redmine, lookups, quote }) => {
    const project = await resolveProject(project_id, redmine, lookups);
    const list = categoriesOf(project);
    lookups.forget(list.kind);
    const { id, name } = await choose(list, category, redmine, lookups);
    const heir = reassign_to === undefined ? undefined : await choose(list, reassign_to, redmine, lookups);
    if (heir?.id === id) throw new ToolRefusal("reassign_to is the category itself. Nothing was deleted.");

    const what = `category ${id}`;
    const issues = await issuesOf(id, project, redmine);
    const moved = `${count(issues, "issue") ?? "Its issues"} ${issues === 1 ? "moves" : "move"} to`;
    confirmed(
      {
        what,
        name: line(name),
        with: [],
        besides: [issues !== 0 && `${moved} ${heir ? `category ${heir.id}` : "none"}.`],
      },
      given,
      quote,
    );
    const at = path`issue_categories/${id}.json`;
    await redmine.delete(at, { what, ...(heir && { query: { reassign_to_id: heir.id } }) });
    lookups.forget(list.kind);
    return gone(what, redmine.get(at, categoryAnswer, { what }));
  },
});

/** Undefined where the user may not see issues. */
async function issuesOf(id: number, project: Project, redmine: RedmineReader): Promise<number | undefined> {
  const query = { project_id: project.id, subproject_id: "!*", category_id: id, status_id: "*", limit: 1 };
  const answer = await unless(
    ["forbidden"],
    redmine.get(path`issues.json`, counted, { what: "the issues of this category", query }),
  );
  return answer?.total_count;
}

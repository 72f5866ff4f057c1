import { z } from "zod";
import { line } from "../../format/clean.ts";
import { categoriesOf } from "../../redmine/lookups/categories.ts";
import { choose } from "../../redmine/lookups/named-list.ts";
import { resolveProject } from "../../redmine/lookups/projects.ts";
import { path } from "../../redmine/path.ts";
import { category as categorySchema } from "../../redmine/schemas/category.ts";
import { nameOrId } from "../name-or-id.ts";
import { butNot, notTaken } from "../not-taken.ts";
import { personOrMe } from "../person-or-me.ts";
import { readAgain, unread } from "../read-again.ts";
import { defineTool } from "../tool.ts";
import { ToolRefusal } from "../tool-refusal.ts";

const categoryAnswer = z.object({ issue_category: categorySchema });

export const saveCategory = defineTool({
  name: "save_category",
  title: "Create or change a category",
  description: "Creates an issue category in a project, or changes the one given as category.",
  access: "write",
  toolset: "planning",
  scopes: ["manage_categories"],
  extraScopes: ["view_issues", "view_members"],
  input: z.object({
    project_id: nameOrId,
    category: nameOrId.optional().describe("the one to change"),
    name: z.string().trim().min(1).max(60).optional(),
    assignee: z
      .union([z.literal(""), nameOrId], { error: 'give a name or id, or ""' })
      .optional()
      .describe('who gets its new issues; "" for nobody'),
  }),
  run: async ({ project_id, category, name, assignee }, { redmine, lookups, quote }) => {
    if (name === undefined && assignee === undefined)
      throw new ToolRefusal("Give name or assignee. Nothing was saved.");
    if (category === undefined && name === undefined) {
      throw new ToolRefusal("A new category needs a name; to change one, give it as category. Nothing was saved.");
    }

    const project = await resolveProject(project_id, redmine, lookups);
    const list = categoriesOf(project);
    const before = category === undefined ? undefined : await choose(list, category, redmine, lookups);
    const person = assignee ? await personOrMe(assignee, project, redmine, lookups) : undefined;
    const json = {
      ...(name !== undefined && { name }),
      ...(assignee !== undefined && { assigned_to_id: person?.id ?? "" }),
    };

    const what = `the categories of project ${project.identifier}`;
    let id = before?.id ?? 0;
    if (before) await redmine.put(path`issue_categories/${id}.json`, { issue_category: json }, { what });
    else {
      const made = await redmine.post(
        path`projects/${project.id}/issue_categories.json`,
        { issue_category: json },
        { what, schema: categoryAnswer },
      );
      id = made.issue_category.id;
    }
    lookups.forget(list.kind);

    const answer = await readAgain(redmine.get(path`issue_categories/${id}.json`, categoryAnswer, { what }));
    if (!answer) return unread(`category ${id}`);
    const { issue_category: after } = answer;
    const ignored = notTaken({
      name: [name, after.name],
      assignee: [assignee === undefined ? undefined : (person?.id ?? ""), after.assigned_to?.id],
    });
    const told = `${line(after.name)}${after.assigned_to ? `, new issues go to ${line(after.assigned_to.name)}` : ""}`;
    return `Category ${id} was ${before ? "changed" : "created"}.${butNot(ignored)}\n${quote(told)}`;
  },
});

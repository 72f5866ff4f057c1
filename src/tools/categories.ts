import { z } from "zod";
import { line } from "../format/clean.ts";
import type { FieldStates } from "../format/field-states.ts";
import type { RedmineReader, RedmineWriter } from "../redmine/client.ts";
import { unless } from "../redmine/failure.ts";
import { choose } from "../redmine/named-list.ts";
import { path } from "../redmine/path.ts";
import { type Project, resolveProject } from "../redmine/projects.ts";
import { type Category, categoriesOf, categoryList, category as categorySchema } from "../redmine/versions.ts";
import { sameContent } from "./compare.ts";
import { attempt, confirm, confirmed, countIfAny, gone } from "./confirm.ts";
import { createdDespite } from "./created-despite.ts";
import { nameOrId, personOrMe } from "./input.ts";
import { defineTool, ToolRefusal } from "./tool.ts";
import { recordStates, requestedValues, sendAndRead, unread, writeResult } from "./write-result.ts";

const categoryAnswer = z.object({ issue_category: categorySchema });

export const saveCategory = defineTool({
  name: "save_category",
  title: "Save category",
  description: "Creates an issue category, or changes the one given as category.",
  access: "write",
  annotations: { destructiveHint: true },
  toolset: "planning",
  scopes: ["manage_categories"],
  extraScopes: ["view_issues", "view_members"],
  parameters: z.object({
    project_id: nameOrId,
    category: nameOrId.optional(),
    name: z.string().trim().min(1).max(60).optional(),
    assignee: z
      .union([z.literal(""), nameOrId], { error: 'give a name or id, or ""' })
      .optional()
      .describe('of new issues; "" for nobody'),
  }),
  execute: async ({ project_id, category, name, assignee }, { redmine, quote, now }) => {
    if (name === undefined && assignee === undefined)
      throw new ToolRefusal("Give name or assignee. Nothing was saved.");
    if (category === undefined && name === undefined) {
      throw new ToolRefusal("A new category needs a name; to change one, give it as category. Nothing was saved.");
    }

    const project = await resolveProject(project_id, redmine);
    const list = categoriesOf(project);
    const before = category === undefined ? undefined : await choose(list, category, redmine);
    const person = assignee ? await personOrMe(assignee, project, redmine) : undefined;
    const json = {
      ...(name !== undefined && { name }),
      ...(assignee !== undefined && { assigned_to_id: person?.id ?? "" }),
    };

    const what = `the categories of project ${project.identifier}`;
    let id = before?.id ?? 0;
    let change: Promise<unknown> = Promise.resolve();
    let despite: string | undefined;
    if (before) change = redmine.put(path`issue_categories/${id}.json`, { issue_category: json }, { what });
    else ({ id, despite } = await create(project, { ...json, name: name ?? "" }, now, redmine));
    const { after: answer, error } = await sendAndRead(change, () =>
      redmine.get(path`issue_categories/${id}.json`, categoryAnswer, { what }),
    );
    redmine.lookups.forget(list.kind);
    if (!answer) return despite ?? unread(`category ${id}`);
    const { issue_category: after } = answer;
    const states = statesOf(after);
    // the name of somebody given by id is not known before
    const target = assignee === undefined ? undefined : (person?.name ?? (person ? after.assigned_to?.name : ""));
    const requested = requestedValues({ Name: name, Assignee: target ?? undefined }, states).map((each) =>
      each.key === "Assignee" ? { ...each, saved: after.assigned_to?.id === person?.id } : each,
    );
    return writeResult({
      what: `category ${id}`,
      did: before ? "changed" : "created",
      before: before && statesOf(before),
      after: states,
      requested,
      summary: `${line(after.name)}${after.assigned_to ? `, new issues go to ${line(after.assigned_to.name)}` : ""}`,
      quote,
      despite,
      error,
    });
  },
});

async function create(
  project: Project,
  json: { name: string },
  sentAt: Date,
  redmine: RedmineWriter,
): Promise<{ id: number; despite?: string }> {
  const endpoint = path`projects/${project.id}/issue_categories.json`;
  const what = `the categories of project ${project.identifier}`;
  return redmine.post(endpoint, { issue_category: json }, { what, schema: categoryAnswer }).then(
    ({ issue_category: made }) => ({ id: made.id }),
    async (error: unknown) => {
      const { record, sentence } = await createdDespite(error, {
        what: "the category",
        where: "the categories of this project",
        read: async () => (await redmine.get(endpoint, categoryList, { what })).issue_categories,
        isSame: (each) => sameContent(each.name, json.name, "text"),
        nameOf: ({ id }) => `category ${id}`,
        sentAt,
      });
      return { id: record.id, despite: sentence };
    },
  );
}

function statesOf({ name, assigned_to }: Category): FieldStates {
  return recordStates({ Name: name, Assignee: assigned_to?.name });
}

const counted = z.object({ total_count: z.number() });

export const deleteCategory = defineTool({
  name: "delete_category",
  title: "Delete category",
  description: "Deletes an issue category; its issues go to reassign_to or none.",
  access: "destructive",
  toolset: "delete",
  scopes: ["manage_categories"],
  extraScopes: ["view_issues"],
  parameters: z.object({ project_id: nameOrId, category: nameOrId, reassign_to: nameOrId.optional(), confirm }),
  execute: async ({ project_id, category, reassign_to, confirm: confirmation }, { redmine, quote }) => {
    const project = await resolveProject(project_id, redmine);
    const list = categoriesOf(project);
    redmine.lookups.forget(list.kind);
    const { id, name } = await choose(list, category, redmine);
    const target = reassign_to === undefined ? undefined : await choose(list, reassign_to, redmine);
    if (target?.id === id) throw new ToolRefusal("reassign_to is the category itself. Nothing was deleted.");

    const what = `category ${id}`;
    const issues = await issuesOf(id, project, redmine);
    const moved = `${countIfAny(issues, "issue") ?? "Its issues"} ${issues === 1 ? "moves" : "move"} to`;
    confirmed(
      {
        what,
        name: line(name),
        with: [],
        besides: [issues !== 0 && `${moved} ${target ? `category ${target.id}` : "none"}.`],
      },
      confirmation,
      quote,
    );
    const endpoint = path`issue_categories/${id}.json`;
    const error = await attempt(
      redmine.delete(endpoint, { what, ...(target && { query: { reassign_to_id: target.id } }) }),
    );
    redmine.lookups.forget(list.kind);
    return gone(what, redmine.get(endpoint, categoryAnswer, { what }), error);
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

import { z } from "zod";
import { line } from "../../format/clean.ts";
import type { Quote } from "../../format/text.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { projectFields } from "../../redmine/custom-fields.ts";
import { trackers as trackerList } from "../../redmine/lists.ts";
import { choose } from "../../redmine/named-list.ts";
import { path } from "../../redmine/path.ts";
import { type FullProject, forgetProjects, projectAnswer, resolveProject } from "../../redmine/projects.ts";
import { valuesOf } from "../../redmine/values.ts";
import { ToolRefusal } from "../errors.ts";
import { nameOrId } from "../input.ts";
import { defineTool } from "../tool.ts";
import { butNot, notTaken, readAgain, unread } from "../write-result.ts";

const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

/** What creating and changing a project have in common. */
export const projectInput = {
  description: z.string().max(100_000).optional(),
  homepage: z.string().max(255).optional(),
  parent: z
    .union([z.literal(""), nameOrId], { error: 'give a project, or ""' })
    .optional()
    .describe('"" for none'),
  is_public: z.boolean().optional(),
  inherit_members: z.boolean().optional(),
  modules: z
    .array(z.string().min(1).max(60))
    .max(50)
    .optional()
    .describe("all it shall have, such as issue_tracking, wiki"),
  trackers: z.array(nameOrId).max(50).optional().describe("all it shall have"),
  custom_fields: z.record(z.string(), value, { error: 'give them as {"name": value}' }).optional(),
};

type Given = { [Name in keyof typeof projectInput]?: z.output<(typeof projectInput)[Name]> } & {
  name?: string | undefined;
};

/** As Redmine takes it: names become ids. */
export async function projectJson(given: Given, redmine: RedmineReader) {
  const { parent, modules, trackers, custom_fields, ...plain } = given;
  const [above, used, fields] = await Promise.all([
    parent ? resolveProject(parent, redmine) : undefined,
    trackers && Promise.all(trackers.map((tracker) => choose(trackerList, tracker, redmine))),
    custom_fields &&
      Promise.all(
        Object.entries(custom_fields).map(async ([name, value]) => {
          const { id } = await choose(projectFields, name, redmine);
          return { id, value: typeof value === "boolean" ? (value ? "1" : "0") : value };
        }),
      ),
  ]);
  return {
    ...plain,
    ...(parent !== undefined && { parent_id: above?.id ?? "" }), // by number: anything else breaks Redmine 6.1
    ...(modules && { enabled_module_names: modules.map(moduleName) }),
    ...(used && { tracker_ids: used.map(({ id }) => id) }),
    ...(fields && { custom_fields: fields }),
  };
}

export type ProjectJson = Awaited<ReturnType<typeof projectJson>>;

/** "Issue tracking" → "issue_tracking"; the pages call boards forums. */
function moduleName(given: string): string {
  const name = given.trim().toLowerCase().replace(/\s+/g, "_");
  return name === "forums" ? "boards" : name;
}

/** What of it Redmine has not. */
export function ignoredOf(json: ProjectJson, after: FullProject): string[] {
  const modules = after.enabled_modules.map(({ name }) => name);
  const fields = (json.custom_fields ?? []).map(({ id, value }) => {
    const has = after.custom_fields.find((field) => field.id === id);
    return [`custom field ${has?.name ?? id}`, [[value].flat().map(String), has ? valuesOf(has) : []]] as const;
  });
  return notTaken({
    name: [json.name, after.name],
    description: [json.description, after.description],
    homepage: [json.homepage, after.homepage],
    parent: [json.parent_id, after.parent?.id],
    is_public: [json.is_public, after.is_public],
    inherit_members: [json.inherit_members, after.inherit_members ?? json.inherit_members],
    modules: [json.enabled_module_names, modules],
    // Redmine shows no trackers where the module is off
    trackers: modules.includes("issue_tracking")
      ? [json.tracker_ids, after.trackers.map(({ id }) => id)]
      : [undefined, 0],
    ...Object.fromEntries(fields),
  });
}

/** What a project is after it was saved. */
export async function projectOutcome(
  id: number,
  did: "created" | "changed",
  json: ProjectJson,
  redmine: RedmineReader,
  quote: Quote,
): Promise<string> {
  const what = `project ${id}`;
  const query = { include: "trackers,enabled_modules" };
  const answer = await readAgain(redmine.get(path`projects/${id}.json`, projectAnswer, { what, query }));
  if (!answer) return unread(what);

  const { project } = answer;
  const list = (label: string, names: readonly { name: string }[]) =>
    `${label}: ${names.map(({ name }) => line(name, 60)).join(", ") || "none"}`;
  const rows = [
    `${line(project.name)} (${project.identifier}${project.parent ? `, in ${line(project.parent.name)}` : ""}, ${project.is_public === false ? "not public" : "public"})`,
    list("Modules", project.enabled_modules),
    ...(project.trackers.length > 0 ? [list("Trackers", project.trackers)] : []),
  ];
  return `Project ${id} was ${did}.${butNot(ignoredOf(json, project))}\n${quote(rows.join("\n"))}`;
}

export const createProject = defineTool({
  name: "create_project",
  title: "Create a project",
  description: "Creates a project; its identifier can never be changed. Whoever creates it becomes a member.",
  access: "write",
  toolset: "projects",
  scopes: ["view_project", "add_project"],
  extraScopes: ["add_subprojects", "select_project_modules", "select_project_publicity", "view_issues"],
  parameters: z.object({
    name: z.string().trim().min(1).max(255),
    identifier: z.string().regex(/^(?!\d+$)[a-z0-9_-]{1,100}$/, "1 to 100 of a-z, 0-9, - and _, not digits alone"),
    ...projectInput,
  }),
  execute: async ({ identifier, ...given }, { redmine, quote }) => {
    const json = await projectJson(given, redmine);
    const { project } = await redmine.post(
      path`projects.json`,
      { project: { identifier, ...json } },
      { what: "new projects", schema: projectAnswer },
    );
    forgetProjects(redmine);
    redmine.lookups.forget("account"); // the user is its first member
    return projectOutcome(project.id, "created", json, redmine, quote);
  },
});

export const updateProject = defineTool({
  name: "update_project",
  title: "Change a project",
  description: 'Changes only what is given of a project; "" empties a text. Lists replace what was there.',
  access: "write",
  annotations: { destructiveHint: true, idempotentHint: true },
  toolset: "projects",
  scopes: ["view_project", "edit_project"],
  extraScopes: ["add_subprojects", "select_project_modules", "select_project_publicity", "view_issues"],
  parameters: z.object({ project_id: nameOrId, name: z.string().trim().min(1).max(255).optional(), ...projectInput }),
  execute: async ({ project_id, ...given }, { redmine, quote }) => {
    const project = await resolveProject(project_id, redmine);
    const json = await projectJson(given, redmine);
    if (Object.keys(json).length === 0) throw new ToolRefusal("There is nothing to change: give at least one field.");

    const what = `project ${project.identifier}`;
    await redmine.put(path`projects/${project.id}.json`, { project: json }, { what });
    forgetProjects(redmine);
    for (const kind of ["trackers", "activities"]) redmine.lookups.forget(`${kind}:${project.id}`);
    return projectOutcome(project.id, "changed", json, redmine, quote);
  },
});

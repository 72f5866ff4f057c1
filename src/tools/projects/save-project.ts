import { z } from "zod";
import { line } from "../../format/clean.ts";
import { type FieldState, type FieldStates, fieldKey, valuesText } from "../../format/field-states.ts";
import { type Quote, valueList } from "../../format/text.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { projectFields } from "../../redmine/custom-fields.ts";
import { unless } from "../../redmine/failure.ts";
import { trackers as trackerList } from "../../redmine/lists.ts";
import { choose } from "../../redmine/named-list.ts";
import { path } from "../../redmine/path.ts";
import { type FullProject, forgetProjects, projectAnswer, resolveProject } from "../../redmine/projects.ts";
import { valuesOf } from "../../redmine/values.ts";
import { type FieldContent, sameContent } from "../compare.ts";
import { createdDespite } from "../created-despite.ts";
import { type StoredField, storedField } from "../custom-field-values.ts";
import { fieldMap, nameOrId, yesNo } from "../input.ts";
import { defineTool, ToolRefusal } from "../tool.ts";
import { recordStates, requestedValues, type Sent, sendAndRead, unread, writeResult } from "../write-result.ts";
import { moduleName } from "./modules.ts";

const value = z.union([z.string().max(100_000), z.number(), z.boolean(), z.array(z.string()).max(100)]);

/** What creating and changing a project have in common. */
const projectInput = {
  description: z.string().max(100_000).optional(),
  homepage: z.string().max(255).optional(),
  parent: z.union([z.literal(""), nameOrId], { error: 'give a project, or ""' }).optional(),
  is_public: yesNo.optional(),
  inherit_members: yesNo.optional(),
  modules: z.array(z.string().min(1).max(60)).max(50).optional(),
  trackers: z.array(nameOrId).max(50).optional(),
  custom_fields: fieldMap(value).optional(),
};

type Input = { [Name in keyof typeof projectInput]?: z.output<(typeof projectInput)[Name]> } & {
  name?: string | undefined;
};

interface ProjectChange {
  json: Readonly<Record<string, unknown>>;
  /** The same by labels, to compare with what Redmine saved. */
  requested: Readonly<Record<string, FieldContent>>;
  fields: readonly StoredField[];
}

/** As Redmine takes it: names become ids. Throws ToolRefusal or LookupRefusal. */
async function projectChange(
  input: Input,
  before: FullProject | undefined,
  { redmine, now }: { redmine: RedmineReader; now: Date },
) {
  const { name, description, homepage, parent, is_public, inherit_members, modules, trackers, custom_fields } = input;
  const enabled = before?.enabled_modules.map((module) => module.name) ?? [];
  const names = modules && [...new Set(modules.map((each) => moduleName(each, enabled)))];
  const [above, used, fields] = await Promise.all([
    parent ? resolveProject(parent, redmine) : undefined,
    trackers && Promise.all(trackers.map((tracker) => choose(trackerList, tracker, redmine))),
    Promise.all(
      Object.entries(custom_fields ?? {}).map(async ([title, value]) =>
        storedField(await choose(projectFields, title, redmine), value, { redmine, now }),
      ),
    ),
  ]);

  const json = {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(homepage !== undefined && { homepage }),
    ...(is_public !== undefined && { is_public }),
    ...(inherit_members !== undefined && { inherit_members }),
    ...(parent !== undefined && { parent_id: above?.id ?? "" }), // by number: anything else breaks Redmine 6.1
    ...(names && { enabled_module_names: names }),
    ...(used && { tracker_ids: used.map(({ id }) => id) }),
    ...(fields.length > 0 && {
      custom_fields: fields.map(({ id, values, multiple }) => ({ id, value: multiple ? values : (values[0] ?? "") })),
    }),
  };
  const requested = {
    Name: name,
    Description: description,
    Homepage: homepage,
    Parent: parent === undefined ? undefined : (above?.name ?? ""),
    Public: is_public,
    "Inherits members": inherit_members,
    Modules: names,
    Trackers: used?.map((tracker) => tracker.name),
  };
  return { json, requested, fields } satisfies ProjectChange;
}

/** What of a project this tool can change, by labels. */
function statesOf(project: FullProject): FieldStates {
  // by number: a custom field may be called Name
  const custom = project.custom_fields.map((field): [string, FieldState] => {
    const stored = valuesOf(field);
    return [fieldKey(field.id), { label: line(field.name, 80), text: valuesText(stored, field.multiple), stored }];
  });
  const standard = recordStates({
    Name: project.name,
    Description: project.description,
    Homepage: project.homepage,
    Parent: project.parent?.name,
    Public: project.is_public,
    "Inherits members": project.inherit_members,
    Modules: project.enabled_modules.map(({ name }) => name),
    Trackers: project.trackers.map(({ name }) => name),
  });
  return new Map([...standard, ...custom]);
}

async function readProject(id: number, redmine: RedmineReader): Promise<FullProject> {
  const query = { include: "trackers,enabled_modules" };
  return (await redmine.get(path`projects/${id}.json`, projectAnswer, { what: `project ${id}`, query })).project;
}

/** What a project is after it was saved. */
function projectResult(
  id: number,
  before: FullProject | undefined,
  change: ProjectChange,
  { after, error, despite }: Sent<FullProject> & { despite?: string | undefined },
  quote: Quote,
): string {
  if (!after) return despite ?? unread(`project ${id}`);

  const list = (label: string, names: readonly { name: string }[]) =>
    `${label}: ${valueList(names.map(({ name }) => line(name, 60))) || "none"}`;
  const rows = [
    `${line(after.name)} (${after.identifier}${after.parent ? `, in ${line(after.parent.name)}` : ""}, ${after.is_public === false ? "not public" : "public"})`,
    list("Modules", after.enabled_modules),
    ...(after.trackers.length > 0 ? [list("Trackers", after.trackers)] : []),
  ];
  const states = statesOf(after);
  const hasIssues = after.enabled_modules.some(({ name }) => name === "issue_tracking");
  const custom = change.fields.map(({ id: field, name, values, labels, kind }) => {
    const key = fieldKey(field);
    return {
      key,
      label: line(name, 80),
      text: valuesText(labels),
      saved: sameContent(states.get(key)?.stored, values, kind),
    };
  });
  const standard = requestedValues(
    {
      ...change.requested,
      // Redmine shows no trackers where the module is off, and not to everybody whether members are inherited
      ...(!hasIssues && { Trackers: undefined }),
      ...(after.inherit_members === undefined && { "Inherits members": undefined }),
    },
    states,
  );
  return writeResult({
    what: `project ${id}`,
    did: before ? "changed" : "created",
    before: before && statesOf(before),
    after: states,
    requested: [...standard, ...custom],
    summary: rows.join("\n"),
    quote,
    despite,
    error,
  });
}

async function projectDespite(error: unknown, identifier: string, sentAt: Date, redmine: RedmineReader) {
  const reading = () =>
    redmine.get(path`projects/${identifier}.json`, projectAnswer, { what: `project ${identifier}` });
  const { record, sentence } = await createdDespite(error, {
    what: "the project",
    where: "the projects of this identifier that the user sees",
    read: async () => {
      const answer = await unless(["forbidden", "not_found"], reading());
      return answer ? [answer.project] : [];
    },
    isSame: () => true,
    nameOf: ({ id }) => `project ${id}`,
    createdAt: ({ created_on }) => created_on,
    sentAt,
  });
  return { id: record.id, despite: sentence };
}

export const createProject = defineTool({
  name: "create_project",
  title: "Create project",
  description: "Creates a project; its identifier is permanent.",
  access: "write",
  toolset: "projects",
  scopes: ["view_project", "add_project"],
  extraScopes: ["add_subprojects", "select_project_modules", "select_project_publicity", "view_issues"],
  parameters: z.object({
    name: z.string().trim().min(1).max(255),
    identifier: z.string().regex(/^(?!\d+$)[a-z0-9_-]{1,100}$/, "1 to 100 of a-z, 0-9, - and _, not digits alone"),
    ...projectInput,
  }),
  execute: async ({ identifier, ...input }, { redmine, quote, now }) => {
    const change = await projectChange(input, undefined, { redmine, now });
    const post = redmine.post(
      path`projects.json`,
      { project: { identifier, ...change.json } },
      { what: "new projects", schema: projectAnswer },
    );
    const { id, despite } = await post.then(
      ({ project }) => ({ id: project.id, despite: undefined }),
      (error: unknown) => projectDespite(error, identifier, now, redmine),
    );
    forgetProjects(redmine);
    redmine.lookups.forget("account"); // the user is its first member
    const sent = await sendAndRead(Promise.resolve(), () => readProject(id, redmine));
    return projectResult(id, undefined, change, { ...sent, despite }, quote);
  },
});

export const updateProject = defineTool({
  name: "update_project",
  title: "Change project",
  description: 'Changes only what is given; "" empties a text or parent, lists replace the old ones.',
  access: "write",
  annotations: { destructiveHint: true },
  toolset: "projects",
  scopes: ["view_project", "edit_project"],
  extraScopes: ["add_subprojects", "select_project_modules", "select_project_publicity", "view_issues"],
  parameters: z.object({ project_id: nameOrId, name: z.string().trim().min(1).max(255).optional(), ...projectInput }),
  execute: async ({ project_id, ...input }, { redmine, quote, now }) => {
    const project = await resolveProject(project_id, redmine);
    const before = await readProject(project.id, redmine);
    const change = await projectChange(input, before, { redmine, now });
    if (Object.keys(change.json).length === 0)
      throw new ToolRefusal("There is nothing to change: give at least one field.");

    const what = `project ${project.identifier}`;
    const put = redmine.put(path`projects/${project.id}.json`, { project: change.json }, { what });
    const sent = await sendAndRead(put, () => readProject(project.id, redmine));
    forgetProjects(redmine);
    for (const kind of ["trackers", "activities"]) redmine.lookups.forget(`${kind}:${project.id}`);
    return projectResult(project.id, before, change, sent, quote);
  },
});

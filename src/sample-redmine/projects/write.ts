import { isAdmin, may, mayAnywhere } from "../access/permissions.ts";
import { visibleFields } from "../custom-fields.ts";
import { fieldErrors, readCustom, stored } from "../issues/custom-write.ts";
import { type Project, projectStatus } from "../records.ts";
import { timestamp } from "../sample.ts";
import type { State } from "../state.ts";
import type { Ask } from "../web/ask.ts";
import { projectBy, projectInPath, requireMayIn } from "../web/find.ts";
import { integer, list, objectIn, type Params, present, text, yes } from "../web/params.ts";
import { denied, json, jsonError, noContent, Refused, requireAdmin, unprocessable } from "../web/reply.ts";
import { projectJson } from "./list.ts";
import { subprojectsOf } from "./within.ts";

const longestName = 255;
const longestIdentifier = 100;

const usualModules = "issue_tracking time_tracking news documents files wiki repository boards calendar gantt".split(
  " ",
);

/** POST /projects.json: who makes a project manages it. */
export function createProject(ask: Ask): Response {
  const { sample, caller, params } = ask;
  const { state } = sample;
  requireMayIn(ask, undefined, "add_project", "add_subprojects");

  const at = timestamp(sample);
  const draft: Project = {
    id: 0,
    name: "",
    identifier: "",
    description: null,
    homepage: "",
    parent_id: null,
    status: projectStatus.active,
    is_public: true,
    inherit_members: false,
    modules: usualModules.map(unnumbered),
    trackers: state.trackers.all().map(({ id }) => id),
    wiki_start_page: null,
    custom: {},
    created_on: at,
    updated_on: at,
  };
  const values = objectIn(params, "project");
  const errors = assign(ask, draft, values);
  if (errors.length > 0) return unprocessable(errors);

  const project = state.projects.add({ ...draft, modules: numbered(ask, draft.modules) });
  const role = state.roles.find(({ builtin }) => builtin === undefined);
  if (caller.user && !isAdmin(caller) && role) {
    state.members.add({ project_id: project.id, principal_id: caller.user.id, roles: [{ role_id: role.id }] });
  }
  return json({ project: projectJson(ask, project) }, 201, { location: `${sample.baseUrl}/projects/${project.id}` });
}

/** PUT /projects/:id.json: the identifier stays what it is. */
export function updateProject(ask: Ask, key: string): Response {
  const project = projectInPath(ask, key, "edit_project");
  const values = objectIn(ask.params, "project");
  const draft = structuredClone(project);
  const errors = assign(ask, draft, values);
  if (errors.length > 0) return unprocessable(errors);
  const modules = numbered(ask, draft.modules);
  Object.assign(project, draft, { modules, updated_on: timestamp(ask.sample) });
  return noContent();
}

/** PUT /projects/:id/close.json and /reopen.json */
export const setClosed =
  (closed: boolean) =>
  (ask: Ask, key: string): Response => {
    const project = projectInPath(ask, key, "close_project");
    project.status = closed ? projectStatus.closed : projectStatus.active;
    project.updated_on = timestamp(ask.sample);
    return noContent();
  };

/** PUT /projects/:id/archive.json and /unarchive.json, for administrators. */
export const setArchived =
  (archived: boolean) =>
  (ask: Ask, key: string): Response => {
    const { sample, caller } = ask;
    const project = projectBy(sample.state, key);
    if (!project) projectInPath(ask, key);
    requireAdmin(sample.switches, caller);
    if (project) project.status = archived ? projectStatus.archived : projectStatus.active;
    return noContent();
  };

/** DELETE /projects/:id.json takes everything in it; what lies below it too, but that only for administrators. */
export function deleteProject(ask: Ask, key: string): Response {
  const { state, switches } = ask.sample;
  const project = projectInPath(ask, key, "delete_project");
  if (subprojectsOf(state, project).length > 0 && !isAdmin(ask.caller)) throw new Refused(denied(switches, ask.caller));
  for (const id of [project.id, ...subprojectsOf(state, project)]) removeProject(state, id);
  return noContent();
}

function removeProject(state: State, id: number): void {
  const inside = (row: { project_id: number | null }) => row.project_id === id;
  const issues = new Set(state.issues.where(inside).map((issue) => issue.id));
  const { members, versions, categories, timeEntries, wikiPages, news, queries } = state;
  state.journals.deleteWhere(({ issue_id }) => issues.has(issue_id));
  state.relations.deleteWhere((row) => issues.has(row.issue_from_id) || issues.has(row.issue_to_id));
  state.issues.deleteWhere(inside);
  for (const table of [members, versions, categories, timeEntries, wikiPages, news, queries]) table.deleteWhere(inside);
  state.projects.delete(id);
}

function assign(ask: Ask, draft: Project, values: Params): string[] {
  const { sample, caller, say } = ask;
  const { state } = sample;
  const isNew = draft.id === 0;
  const allowed = (permission: string) => isNew || may(sample, caller, permission, draft);

  if (values.name !== undefined) draft.name = text(values.name) ?? "";
  if (values.description !== undefined) draft.description = text(values.description) ?? null;
  if (values.homepage !== undefined) draft.homepage = text(values.homepage) ?? "";
  if (values.identifier !== undefined && isNew) draft.identifier = text(values.identifier) ?? "";
  if (values.is_public !== undefined && allowed("select_project_publicity")) draft.is_public = yes(values.is_public);
  if (values.inherit_members !== undefined) draft.inherit_members = yes(values.inherit_members);
  if (values.tracker_ids !== undefined) {
    const ids = list(values.tracker_ids).map(integer);
    draft.trackers = state.trackers.where(({ id }) => ids.includes(id)).map(({ id }) => id);
  }
  if (values.enabled_module_names !== undefined && allowed("select_project_modules")) {
    const names = list(values.enabled_module_names).flatMap((name) => text(name) || []);
    draft.modules = names.map(
      (name) => draft.modules.find((module) => module.name === name && !isNew) ?? unnumbered(name),
    );
  }
  if (draft.modules.some(({ name }) => name === "wiki")) draft.wiki_start_page ??= "Wiki";
  const parentError = setParent(ask, draft, values);
  const custom = setCustom(ask, draft, values);

  const { identifier, name } = draft;
  const taken = isNew && state.projects.all().some((project) => project.identifier === identifier);
  return [
    ...custom,
    ...(name.trim() === "" ? [say.of("name", "blank")] : []),
    ...(identifier.trim() === "" ? [say.of("identifier", "blank")] : []),
    ...(taken ? [say.of("identifier", "taken")] : []),
    ...(name.length > longestName ? [say.of("name", "tooLong", longestName)] : []),
    ...(identifier.length > longestIdentifier ? [say.of("identifier", "tooLong", longestIdentifier)] : []),
    ...(/^(?!\d+$)[a-z0-9\-_]*$/.test(identifier) ? [] : [say.of("identifier", "invalid")]),
    ...(identifier === "new" ? [say.of("identifier", "reserved")] : []),
    ...(parentError ? [say.of("parent", "invalid")] : []),
  ];
}

/** Under a project where one may add some; at the top only with the permission to add projects. True where not. */
function setParent(ask: Ask, draft: Project, values: Params): boolean {
  const { sample, caller } = ask;
  const isNew = draft.id === 0;
  const key = text(values.parent_id);
  if (values.parent_id === undefined || !present(values.parent_id)) {
    if (values.parent_id !== undefined) draft.parent_id = null;
    return isNew && !mayAnywhere(sample, caller, "add_project");
  }
  const parent = projectBy(sample.state, key);
  // By its number only: for any other Redmine 6.1 breaks.
  if (!parent || !/^\d+$/.test(key ?? "")) throw new Refused(jsonError(500, "Internal Server Error"));
  if (!may(sample, caller, "add_subprojects", parent)) return true;
  draft.parent_id = parent.id;
  return false;
}

function setCustom(ask: Ask, draft: Project, values: Params): string[] {
  const fields = ask.sample.state.customFields.where((field) => field.customized_type === "project");
  const seen = draft.id === 0 ? fields : visibleFields(ask.sample, ask.caller, "project", { project: draft });
  for (const [id, value] of readCustom(values)) {
    const field = seen.find((row) => row.id === id);
    if (field) draft.custom[id] = stored(field, value);
  }
  return seen.flatMap((field) => fieldErrors(field, draft.custom, ask.say));
}

const unnumbered = (name: string) => ({ id: 0, name });

/** Modules get ids of their own when they are stored. */
function numbered({ sample: { state } }: Ask, modules: Project["modules"]): Project["modules"] {
  let last = Math.max(0, ...state.projects.all().flatMap((project) => project.modules.map(({ id }) => id)));
  return modules.map((module) => {
    if (module.id !== 0) return module;
    last += 1;
    return { ...module, id: last };
  });
}

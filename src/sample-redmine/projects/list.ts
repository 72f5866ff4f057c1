import { type Caller, may } from "../access/permissions.ts";
import { customValuesJson, visibleFields } from "../custom-fields.ts";
import { type Filters, filtersOf, readConditions, select, validOrNone } from "../filters/query.ts";
import { type Project, projectStatus } from "../records.ts";
import type { Sample } from "../sample.ts";
import type { Ask } from "../web/ask.ts";
import { type Column, csv } from "../web/csv.ts";
import { projectInPath } from "../web/find.ts";
import { paged } from "../web/paging.ts";
import { compact, included, named, pick } from "../web/refs.ts";
import { json } from "../web/reply.ts";

/** GET /projects.json: active ones, unless `status` asks for others; children after their parents, else by name. */
export function listProjects(ask: Ask): Response {
  return json(paged("projects", projectsIn(ask), ask, (project) => projectJson(ask, project)));
}

const columns: Readonly<Record<string, Column<Project>>> = {
  name: ["Name", ({ name }) => name],
  identifier: ["Identifier", ({ identifier }) => identifier],
  parent_id: ["Subproject of", ({ parent_id }, { sample }) => sample.state.projects.get(parent_id)?.name],
};

/** GET /projects.csv: all of them at once. */
export const exportProjects = (ask: Ask) => csv(ask, columns, () => projectsIn(ask));

function projectsIn(ask: Ask): Project[] {
  const { sample, caller } = ask;
  const filters = projectFilters();
  const active = { field: "status", operator: "=", values: [String(projectStatus.active)] };
  const conditions = validOrNone(filters, readConditions(filters, ask, [active]), ask.say);

  const candidates = inTreeOrder(sample).filter((project) => visible(sample, caller, project, true));
  return select(candidates, filters, conditions, sample.now(), caller.user?.language ?? "");
}

/** GET /projects/:id.json */
export function showProject(ask: Ask, key: string): Response {
  return json({ project: projectJson(ask, projectInPath(ask, key, "view_project")) });
}

const visible = (sample: Sample, caller: Caller, project: Project, byRole = false) =>
  may(sample, caller, "view_project", project, { byRole });

function inTreeOrder({ state }: Sample): Project[] {
  const below = (parent: number | null): Project[] =>
    state.projects
      .where(({ parent_id }) => parent_id === parent)
      .sort((a, b) => a.name.toLowerCase().localeCompare(b.name.toLowerCase(), "en"))
      .flatMap((project) => [project, ...below(project.id)]);
  return below(null);
}

function projectFilters(): Filters<Project> {
  const { filters, column, values } = filtersOf<Project>();
  column("status", "list", "status");
  column("id", "list", "project");
  column("name", "text", "name");
  column("description", "text", "description");
  column("parent_id", "list_subprojects", "parent_issue");
  values("is_public", "list", "status", (project) => [project.is_public ? "1" : "0"]);
  column("created_on", "date_past", "created_on");
  column("updated_on", "date_past", "updated_on");
  return filters;
}

export function projectJson(ask: Ask, project: Project): object {
  const { sample, caller, params } = ask;
  const parent = sample.state.projects.get(project.parent_id);
  const fields = visibleFields(sample, caller, "project", { project });
  return compact({
    ...pick(project, "id", "name", "identifier", "description"),
    homepage: sample.switches.version === "5.0" ? undefined : project.homepage,
    parent: parent && visible(sample, caller, parent) ? named(parent) : undefined,
    ...pick(project, "status", "is_public", "inherit_members"),
    custom_fields: customValuesJson(fields, project.custom),
    ...parts(sample, caller, project, included(params.include)),
    ...pick(project, "created_on", "updated_on"),
  });
}

function parts(sample: Sample, caller: Caller, project: Project, includes: (part: string) => boolean) {
  const { state, switches } = sample;
  const allowed = (permission: string) => may(sample, caller, permission, project);
  // Before 6.1 nobody was asked.
  const issues = switches.version !== "6.1" || allowed("view_issues");
  const time = switches.version !== "6.1" || allowed("view_time_entries");
  const fields = () =>
    switches.version === "5.0" ? [] : state.customFields.where((field) => field.customized_type === "issue").map(named);
  const categories = () =>
    state.categories
      .where(({ project_id }) => project_id === project.id)
      .sort((a, b) => a.name.localeCompare(b.name, "en"))
      .map(named);
  const part = (name: string, isAllowed: boolean, rows: () => object[]) =>
    includes(name) && isAllowed ? rows() : undefined;
  return {
    trackers: part("trackers", issues, () =>
      state.trackers.where(({ id }) => project.trackers.includes(id)).map(named),
    ),
    issue_categories: part("issue_categories", issues, categories),
    time_entry_activities: part("time_entry_activities", time, () =>
      state.activities.where(({ active }) => active).map(named),
    ),
    enabled_modules: part("enabled_modules", true, () => project.modules),
    issue_custom_fields: part("issue_custom_fields", issues, fields),
  };
}

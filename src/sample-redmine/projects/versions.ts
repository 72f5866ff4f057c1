import { isAdmin } from "../access/caller.ts";
import { may } from "../access/permissions.ts";
import { isDay } from "../filters/query.ts";
import { sharedVersions } from "../issues/assign.ts";
import { visibleIssues } from "../issues/visible.ts";
import type { Version } from "../records.ts";
import { timestamp } from "../sample.ts";
import type { Ask } from "../web/ask.ts";
import { nameErrors, projectInPath, rowInPath } from "../web/find.ts";
import { withoutMeta } from "../web/paging.ts";
import { isParams, type Params, text } from "../web/params.ts";
import { compact, projectOf, projectRef } from "../web/refs.ts";
import { empty, json, noContent, notInTheSample, Refused, unprocessable } from "../web/reply.ts";

const statuses = ["open", "locked", "closed"];
const sharings = ["none", "descendants", "hierarchy", "tree", "system"];

function versionJson(ask: Ask, version: Version, { hours }: { hours: boolean }): object {
  const { sample, caller } = ask;
  const { state } = sample;
  const sees = hours && may(sample, caller, "view_time_entries", projectOf(state, version));
  const planned = state.issues.where((issue) => issue.fixed_version_id === version.id);
  const visible = new Set(sees ? visibleIssues(sample, caller).map(({ id }) => id) : []);
  const estimated = planned
    .filter(({ id }) => visible.has(id))
    .reduce((sum, { estimated_hours }) => sum + (estimated_hours ?? 0), 0);
  const ids = new Set(planned.map(({ id }) => id));
  const spent = state.timeEntries
    .where(({ issue_id }) => issue_id !== null && ids.has(issue_id))
    .reduce((sum, entry) => sum + entry.hours, 0);
  return compact({
    id: version.id,
    project: projectRef(state, version.project_id),
    name: version.name,
    description: version.description,
    status: version.status,
    due_date: version.effective_date,
    sharing: version.sharing,
    wiki_page_title: version.wiki_page_title,
    estimated_hours: sees ? estimated : undefined,
    spent_hours: sees ? spent : undefined,
    created_on: version.created_on,
    updated_on: version.updated_on,
  });
}

/** GET /projects/:id/versions.json: all at once, with those that other projects share. */
export function listVersions(ask: Ask, key: string): Response {
  const project = projectInPath(ask, key, "view_issues");
  const versions = sharedVersions(ask, project).map((version) => versionJson(ask, version, { hours: false }));
  return json(withoutMeta(ask) ? { versions } : { versions, total_count: versions.length });
}

/** GET /versions/:id.json */
export function showVersion(ask: Ask, id: string): Response {
  return json({
    version: versionJson(ask, rowInPath(ask, ask.sample.state.versions, id, "view_issues"), { hours: true }),
  });
}

/** POST /projects/:id/versions.json */
export function createVersion(ask: Ask, key: string): Response {
  const { sample } = ask;
  const project = projectInPath(ask, key, "manage_versions");
  const at = timestamp(sample);
  const draft: Version = {
    id: 0,
    project_id: project.id,
    name: "",
    description: "",
    status: "open",
    effective_date: null,
    sharing: "none",
    wiki_page_title: null,
    created_on: at,
    updated_on: at,
  };
  const errors = assign(ask, draft);
  if (errors.length > 0) return unprocessable(errors);
  const version = sample.state.versions.add(draft);
  const location = `${sample.baseUrl}/versions/${version.id}`;
  return json({ version: versionJson(ask, version, { hours: true }) }, 201, { location });
}

/** PUT /versions/:id.json */
export function updateVersion(ask: Ask, id: string): Response {
  const version = rowInPath(ask, ask.sample.state.versions, id, "manage_versions");
  const draft = { ...version, updated_on: timestamp(ask.sample) };
  const errors = assign(ask, draft);
  if (errors.length > 0) return unprocessable(errors);
  Object.assign(version, draft);
  return noContent();
}

/** DELETE /versions/:id.json: only one that no issue and no file belongs to. */
export function deleteVersion(ask: Ask, id: string): Response {
  const { state } = ask.sample;
  const version = rowInPath(ask, ask.sample.state.versions, id, "manage_versions");
  const used = state.issues.all().some((issue) => issue.fixed_version_id === version.id);
  const files = state.attachments.where((row) => row.container?.type === "version" && row.container.id === version.id);
  if (used || files.length > 0) return empty(422);
  state.versions.delete(version.id);
  return noContent();
}

/** Takes over what is given and returns what is wrong with it. */
function assign(ask: Ask, draft: Version): string[] {
  const { sample, say } = ask;
  const given: Params = isParams(ask.params.version) ? ask.params.version : {};
  if (given.custom_fields !== undefined) throw new Refused(notInTheSample("custom fields of versions."));
  const errors: string[] = [];

  if (given.name !== undefined) draft.name = text(given.name) ?? "";
  if (given.description !== undefined) draft.description = text(given.description) ?? "";
  if (given.wiki_page_title !== undefined) draft.wiki_page_title = text(given.wiki_page_title) || null;
  const due = given.due_date ?? given.effective_date;
  const day = text(due) ?? "";
  if (due !== undefined) draft.effective_date = isDay(day) ? day : null;
  const sharing = text(given.sharing);
  if (sharing !== undefined && mayShare(ask, draft, sharing)) draft.sharing = sharing as Version["sharing"]; // in mayShare
  const status = text(given.status);

  errors.push(...nameErrors(ask, sample.state.versions, draft));
  if (day !== "" && !isDay(day)) errors.push(say.of("effective_date", "notADate"));
  if (status !== undefined && !statuses.includes(status)) errors.push(say.of("status", "inclusion"));
  else if (status !== undefined) draft.status = status as Version["status"]; // one of statuses
  return errors;
}

/** Sharing beyond the subprojects needs the right at the root; what is not allowed is dropped. */
function mayShare({ sample, caller }: Ask, draft: Version, sharing: string): boolean {
  if (!sharings.includes(sharing)) return false;
  if (sharing === "system") return isAdmin(caller);
  if (sharing === "none" || sharing === "descendants" || sharing === draft.sharing) return true;
  let root = projectOf(sample.state, draft);
  for (let parent = sample.state.projects.get(root.parent_id); parent; ) {
    root = parent;
    parent = sample.state.projects.get(root.parent_id);
  }
  return may(sample, caller, "manage_versions", root);
}

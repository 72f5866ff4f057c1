import { isAdmin, may } from "../access/permissions.ts";
import { attachmentsOf } from "../attachments/render.ts";
import { isDay } from "../filters/query.ts";
import { sharedVersions } from "../issues/assign.ts";
import { visibleIssues } from "../issues/visible.ts";
import type { Version } from "../records.ts";
import { timestamp } from "../sample.ts";
import type { Ask } from "../web/ask.ts";
import { nameErrors, projectInPath } from "../web/find.ts";
import { withoutMeta } from "../web/paging.ts";
import { text } from "../web/params.ts";
import { compact, pick, projectOf, projectRef } from "../web/refs.ts";
import { empty, json, notInTheSample, Refused } from "../web/reply.ts";
import { resource } from "../web/resource.ts";

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
    ...pick(version, "name", "description", "status"),
    due_date: version.effective_date,
    ...pick(version, "sharing", "wiki_page_title"),
    estimated_hours: sees ? estimated : undefined,
    spent_hours: sees ? spent : undefined,
    ...pick(version, "created_on", "updated_on"),
  });
}

/** GET /projects/:id/versions.json: all at once, with those that other projects share. */
function list(ask: Ask, key: string): Response {
  const project = projectInPath(ask, key, "view_issues");
  const rows = sharedVersions(ask, project).map((version) => versionJson(ask, version, { hours: false }));
  const page = { versions: rows };
  return json(withoutMeta(ask) ? page : { ...page, total_count: rows.length });
}

const single = resource<Version>({
  name: "version",
  table: (state) => state.versions,
  read: ["view_issues"],
  write: ["manage_versions"],
  json: (ask, version) => versionJson(ask, version, { hours: true }),
  blank: ({ sample }, project) => ({
    id: 0,
    project_id: project.id,
    name: "",
    description: "",
    status: "open",
    effective_date: null,
    sharing: "none",
    wiki_page_title: null,
    created_on: timestamp(sample),
    updated_on: "",
  }),
  assign(ask, draft, values) {
    const { sample, say } = ask;
    if (values.custom_fields !== undefined) throw new Refused(notInTheSample("custom fields of versions."));
    draft.updated_on = timestamp(sample);
    if (values.name !== undefined) draft.name = text(values.name) ?? "";
    if (values.description !== undefined) draft.description = text(values.description) ?? "";
    if (values.wiki_page_title !== undefined) draft.wiki_page_title = text(values.wiki_page_title) || null;
    const due = values.due_date ?? values.effective_date;
    const day = text(due) ?? "";
    if (due !== undefined) draft.effective_date = isDay(day) ? day : null;
    const sharing = text(values.sharing);
    if (sharing !== undefined && mayShare(ask, draft, sharing)) draft.sharing = sharing as Version["sharing"]; // in mayShare
    const status = text(values.status);

    const errors = nameErrors(ask, sample.state.versions, draft);
    if (day !== "" && !isDay(day)) errors.push(say.of("effective_date", "notADate"));
    if (status !== undefined && !statuses.includes(status)) errors.push(say.of("status", "inclusion"));
    else if (status !== undefined) draft.status = status as Version["status"]; // one of statuses
    return errors;
  },
  location: ({ sample }, { id }) => `${sample.baseUrl}/versions/${id}`,
  /** Only one that no issue and no file belongs to. */
  removing({ sample: { state } }, { id }) {
    const used = state.issues.all().some((issue) => issue.fixed_version_id === id);
    return used || attachmentsOf(state, { type: "version", id }).length > 0 ? empty(422) : undefined;
  },
});

export const versions = { list, ...single };

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

import { type Caller, may } from "../access/permissions.ts";
import { attachmentJson, attachmentsOf } from "../attachments/render.ts";
import type { Relation } from "../content-records.ts";
import { customValuesJson, visibleFields } from "../custom-fields.ts";
import type { Issue, Status } from "../records.ts";
import type { Sample } from "../sample.ts";
import { spentHours } from "../time-entries/visible.ts";
import { compact, named, pick, principal, projectOf, projectRef } from "../web/refs.ts";
import { childrenOf, descendantsOf } from "./tree.ts";
import { issueVisible } from "./visible.ts";

/** An issue as Redmine prints it, without the parts a request asks for. `hours: false` as right after creating one. */
export function issueJson(sample: Sample, caller: Caller, issue: Issue, { hours = true } = {}): object {
  const { state } = sample;
  const project = projectOf(state, issue);
  const family = [issue, ...descendantsOf(state, issue)];
  const seesHours = hours && may(sample, caller, "view_time_entries", project);
  const fields = visibleFields(sample, caller, "issue", { project, trackerId: issue.tracker_id });

  return compact({
    id: issue.id,
    project: projectRef(state, issue.project_id),
    tracker: refTo(state.trackers.get(issue.tracker_id)),
    status: statusJson(state.statuses.get(issue.status_id)),
    priority: refTo(state.priorities.get(issue.priority_id)),
    author: principal(state, issue.author_id),
    assigned_to: principal(state, issue.assigned_to_id),
    category: refTo(state.categories.get(issue.category_id)),
    fixed_version: refTo(state.versions.get(issue.fixed_version_id)),
    parent: issue.parent_id === null ? undefined : { id: issue.parent_id },
    ...pick(issue, "subject", "description", "start_date", "due_date", "done_ratio", "is_private", "estimated_hours"),
    total_estimated_hours: totalEstimate(family),
    spent_hours: seesHours ? spentHours(sample, caller, [issue]) : undefined,
    total_spent_hours: seesHours ? spentHours(sample, caller, family) : undefined,
    custom_fields: customValuesJson(fields, issue.custom),
    ...pick(issue, "created_on", "updated_on", "closed_on"),
  });
}

const refTo = (row: { id: number; name: string } | undefined) => row && named(row);

export const statusJson = (status: Status | undefined) =>
  status && { id: status.id, name: status.name, is_closed: status.is_closed };

function totalEstimate(family: Issue[]): number | null {
  if (family.length === 1) return family[0]?.estimated_hours ?? null;
  return family.reduce((sum, { estimated_hours }) => sum + (estimated_hours ?? 0), 0);
}

export const relationJson = (relation: Relation) => ({
  id: relation.id,
  issue_id: relation.issue_from_id,
  ...pick(relation, "issue_to_id", "relation_type", "delay"),
});

/** Redmine's order of relations; the reverse kinds are stored the other way round. */
export const relationKinds = ["relates", "duplicates", "blocks", "precedes", "copied_to"];

export function relationsOf(sample: Sample, caller: Caller, issue: Issue, how: { byRole?: boolean } = {}): Relation[] {
  const { state } = sample;
  const other = (relation: Relation) =>
    state.issues.get(relation.issue_from_id === issue.id ? relation.issue_to_id : relation.issue_from_id);

  return state.relations
    .where(({ issue_from_id, issue_to_id }) => issue_from_id === issue.id || issue_to_id === issue.id)
    .filter((relation) => {
      const related = other(relation);
      return related !== undefined && issueVisible(sample, caller, related, how);
    })
    .sort((a, b) => relationKinds.indexOf(a.relation_type) - relationKinds.indexOf(b.relation_type) || a.id - b.id);
}

export const issueAttachments = (sample: Sample, issue: Issue) =>
  attachmentsOf(sample.state, { type: "issue", id: issue.id }).map((attachment) => attachmentJson(sample, attachment));

/** The tree below an issue; undefined where there is none. */
export function childrenJson(sample: Sample, caller: Caller, issue: Issue): object[] | undefined {
  const children = childrenOf(sample.state, issue);
  if (children.length === 0) return undefined;
  return children
    .filter((child) => issueVisible(sample, caller, child, { byRole: true }))
    .map((child) =>
      compact({
        id: child.id,
        tracker: refTo(sample.state.trackers.get(child.tracker_id)),
        subject: child.subject,
        children: childrenJson(sample, caller, child),
      }),
    );
}

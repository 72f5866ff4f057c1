import { isDay } from "../filters/query.ts";
import type { Issue, Project } from "../records.ts";
import type { Ask } from "../web/ask.ts";
import { projectBy } from "../web/find.ts";
import { integer, list, type Params, present, text, yes } from "../web/params.ts";
import { assignCustom } from "./custom-write.ts";
import { type Draft, mayAddTo, readHours, writable } from "./draft.ts";
import { childrenOf } from "./tree.ts";
import { issueVisible } from "./visible.ts";
import { allowedStatuses, initialStatuses } from "./workflow.ts";

/** Assigns the attributes that the caller may write and silently ignores the rest, as Redmine does. */
export function assign(ask: Ask, draft: Draft, attributes: Params): void {
  const { issue } = draft;
  moveTo(ask, draft, attributes);
  const may = writable(ask, draft);

  if (may.attributes) {
    setTracker(ask, draft, attributes);
    setStatus(ask, draft, attributes);
    setAssignee(ask, issue, attributes.assigned_to_id);
    setColumns(ask, draft, attributes);
    assignCustom(ask, draft, attributes);
  } else if (draft.before === undefined) {
    setTracker(ask, draft, {});
    setStatus(ask, draft, {});
  }
  if (may.notes && attributes.notes !== undefined) draft.notes = text(attributes.notes) ?? "";
  if (may.privateNotes) draft.privateNotes = yes(attributes.private_notes);
  if (may.isPrivate && attributes.is_private !== undefined) issue.is_private = yes(attributes.is_private);
  if (may.watchers)
    issue.watchers = list(attributes.watcher_user_ids)
      .map(integer)
      .filter((id) => isPrincipal(ask, id));
  if (may.parent && "parent_issue_id" in attributes) setParent(ask, draft, attributes.parent_issue_id);
  if (may.attributes && text(attributes.lock_version) !== undefined) {
    draft.staleLock = draft.before !== undefined && integer(attributes.lock_version) !== draft.before.lock_version;
  }
}

const isPrincipal = ({ sample: { state } }: Ask, id: number) =>
  state.users.get(id)?.locked === false || state.groups.get(id) !== undefined;

/** To a project where the caller may add issues; the new project drops what it does not have. */
function moveTo(ask: Ask, draft: Draft, attributes: Params): void {
  const key = text(attributes.project_id);
  if (key === undefined || (draft.before && !writable(ask, draft).attributes)) return;
  const { state } = ask.sample;
  const target = projectBy(state, key);
  if (!target || !mayAddTo(ask, target) || target.id === draft.project?.id) return;

  const { issue } = draft;
  const category = state.categories.get(issue.category_id)?.name;
  const sameName = state.categories.find((row) => row.project_id === target.id && row.name === category);
  issue.category_id = sameName?.id ?? null;
  issue.project_id = target.id;
  draft.project = target;
  if (!assignable(ask, draft).includes(issue.assigned_to_id ?? 0)) issue.assigned_to_id = null;
  if (!sharedVersions(ask, target).some(({ id }) => id === issue.fixed_version_id)) issue.fixed_version_id = null;
  if (!target.trackers.includes(issue.tracker_id)) issue.tracker_id = 0;
}

function setTracker({ sample }: Ask, draft: Draft, attributes: Params): void {
  const { issue, project } = draft;
  if (!project) return;
  const trackerId = integer(attributes.tracker_id);
  if (project.trackers.includes(trackerId)) issue.tracker_id = trackerId;
  if (!sample.state.trackers.get(issue.tracker_id)) issue.tracker_id = project.trackers[0] ?? 0;
}

function setStatus(ask: Ask, draft: Draft, attributes: Params): void {
  const { issue, before, project } = draft;
  if (!project) return;
  const { sample, caller } = ask;
  const allowed = before ? allowedStatuses(sample, caller, before) : initialStatuses(ask, issue, project);
  const statusId = integer(attributes.status_id);
  if (allowed.some(({ id }) => id === statusId)) issue.status_id = statusId;
  else if (!before) issue.status_id = allowed[0]?.id ?? 0;
}

/** Null is ignored: only an empty string removes the assignee. */
function setAssignee({ caller }: Ask, issue: Issue, value: Params[string]): void {
  if (value == null) return;
  if (value === "me") issue.assigned_to_id = caller.user?.id ?? null;
  else issue.assigned_to_id = present(value) && value !== "none" ? integer(value) : null;
}

function setColumns(ask: Ask, draft: Draft, attributes: Params): void {
  const { issue } = draft;
  const has = (name: string) => name in attributes;
  const idOrNull = (value: Params[string]) => (present(value) && value !== "none" ? integer(value) : null);

  if (has("subject")) issue.subject = text(attributes.subject) ?? "";
  if (has("description")) {
    const value = text(attributes.description);
    issue.description = value === undefined ? null : value.replace(/\r\n|\r|\n/g, "\r\n");
  }
  if (has("category_id")) issue.category_id = idOrNull(attributes.category_id);
  if (has("fixed_version_id")) issue.fixed_version_id = idOrNull(attributes.fixed_version_id);
  if (has("estimated_hours")) {
    const hours = readHours(attributes.estimated_hours);
    if (hours === "unreadable") draft.unreadable.add("estimated_hours");
    else issue.estimated_hours = hours;
  }

  // A parent's priority, dates and progress come from its children.
  if (draft.before && childrenOf(ask.sample.state, draft.before).length > 0) return;
  if (has("priority_id")) issue.priority_id = integer(attributes.priority_id);
  if (has("start_date")) setDay(draft, "start_date", attributes.start_date);
  if (has("due_date")) setDay(draft, "due_date", attributes.due_date);
  if (has("done_ratio")) {
    issue.done_ratio = integer(attributes.done_ratio);
    if (issue.done_ratio < 0 || issue.done_ratio > 100) draft.unreadable.add("done_ratio");
  }
}

function setDay(draft: Draft, column: "start_date" | "due_date", value: Params[string]): void {
  const day = text(value) ?? "";
  draft.issue[column] = isDay(day) ? day : null;
  if (day !== "" && !isDay(day)) draft.unreadable.add(column);
}

function setParent(ask: Ask, draft: Draft, value: Params[string]): void {
  const { sample, caller } = ask;
  if (!present(value)) {
    draft.issue.parent_id = null;
    return;
  }
  const id = Number(text(value)?.match(/^#?(\d+)$/)?.[1] ?? 0);
  const parent = sample.state.issues.get(id);
  if (!parent || !issueVisible(sample, caller, parent, { byRole: true })) draft.unreadable.add("parent_issue");
  else draft.issue.parent_id = id;
}

/** Members with a role that issues can be given to, the author, and who has it now. */
export function assignable({ sample: { state } }: Ask, { issue, before, project }: Draft): number[] {
  const members = state.members
    .where((member) => member.project_id === project?.id && state.users.get(member.principal_id)?.locked === false)
    .filter((member) => member.roles.some(({ role_id }) => state.roles.get(role_id)?.assignable))
    .map(({ principal_id }) => principal_id);
  return [...members, issue.author_id, ...(before?.assigned_to_id ? [before.assigned_to_id] : [])];
}

/** A project's own versions and those that others share with it. */
export function sharedVersions({ sample: { state } }: { sample: Ask["sample"] }, project: Project) {
  const lineage = (id: number | null): number[] => {
    const row = state.projects.get(id);
    return row ? [row.id, ...lineage(row.parent_id)] : [];
  };
  const above = lineage(project.id);
  return state.versions.where(({ project_id, sharing }) => {
    if (project_id === project.id || sharing === "system") return true;
    const theirs = lineage(project_id);
    if (above.includes(project_id)) return sharing !== "none";
    if (theirs.includes(project.id)) return sharing === "hierarchy" || sharing === "tree";
    return sharing === "tree" && theirs.at(-1) === above.at(-1);
  });
}

import { isAdmin, may, rolesIn } from "../access/permissions.ts";
import type { Issue, Project } from "../records.ts";
import type { Ask } from "../web/ask.ts";
import { type Param, text } from "../web/params.ts";

/** An issue while a request writes it: saved only when nothing is wrong with it. */
export type Draft = {
  issue: Issue;
  /** As it is stored; undefined while creating. */
  before: Issue | undefined;
  /** A new issue may lack what Redmine then complains about. */
  project: Project | undefined;
  notes: string | undefined;
  privateNotes: boolean;
  /** Values that could not even be read. */
  unreadable: Set<"parent_issue" | "start_date" | "due_date" | "estimated_hours" | "done_ratio">;
  /** Custom fields that the request set; only these are checked on an update. */
  customSet: Set<number>;
  staleLock: boolean;
};

export const draftOf = (before: Issue, project: Project): Draft => ({
  ...empty(structuredClone(before)),
  before,
  project,
});

export const newDraft = (ask: Ask, today: string, project: Project | undefined): Draft => ({
  ...empty({
    id: 0,
    project_id: project?.id ?? 0,
    tracker_id: 0,
    status_id: 0,
    priority_id: ask.sample.state.priorities.find((row) => row.is_default)?.id ?? 0,
    author_id: ask.caller.user?.id ?? anonymousId,
    assigned_to_id: null,
    category_id: null,
    fixed_version_id: null,
    parent_id: null,
    subject: "",
    description: null,
    start_date: today,
    due_date: null,
    done_ratio: 0,
    is_private: false,
    estimated_hours: null,
    lock_version: 0,
    custom: {},
    watchers: [],
    created_on: "",
    updated_on: "",
    closed_on: null,
  }),
  project,
});

/** Redmine's Anonymous is a user with an id of its own. */
export const anonymousId = 4;

const empty = (issue: Issue): Draft => ({
  issue,
  before: undefined,
  project: undefined,
  notes: undefined,
  privateNotes: false,
  unreadable: new Set(),
  customSet: new Set(),
  staleLock: false,
});

/**
 * What the caller may write by their role. The token's scopes play no part in this, as in Redmine 6.1: who may add a
 * note by scope may change everything that their role may.
 */
export function writable({ sample, caller }: Ask, draft: Draft) {
  const { project, before } = draft;
  const byRole = (permission: string) =>
    project !== undefined && may(sample, caller, permission, project, { byRole: true });
  const scoped = (permission: string) => project !== undefined && may(sample, caller, permission, project);
  const own = draft.issue.author_id === caller.user?.id;
  const attributes = before === undefined || byRole("edit_issues") || (own && byRole("edit_own_issues"));
  return {
    attributes,
    notes: byRole("add_issue_notes"),
    privateNotes: before !== undefined && scoped("set_notes_private"),
    watchers: before === undefined && scoped("add_issue_watchers"),
    isPrivate: scoped("set_issues_private") || (own && scoped("set_own_issues_private")),
    parent: attributes && scoped("manage_subtasks"),
  };
}

export function mayDelete({ sample, caller }: Ask, project: Project): boolean {
  return may(sample, caller, "delete_issues", project, { byRole: true });
}

/** Projects where the caller may add issues, by role. */
export function mayAddTo({ sample, caller }: Ask, project: Project): boolean {
  return may(sample, caller, "add_issues", project, { byRole: true });
}

export const rolesForWorkflow = ({ sample, caller }: Ask, project: Project) =>
  isAdmin(caller) ? sample.state.roles.all() : rolesIn(sample, caller, project).roles;

/** “1.5”, “1,5”, “1:30”, “1h30”, “2h”, “90m” or a number; null for nothing. */
export function readHours(value: Param): number | null | "unreadable" {
  if (typeof value === "number") return value < 0 ? "unreadable" : value;
  const written = text(value)?.trim() ?? "";
  if (written === "") return null;

  const clock = written.match(/^(\d+):(\d{1,2})$/) ?? written.match(/^(\d+)\s*h(?:ours?)?\s*(\d{1,2})\s*m?$/i);
  if (clock) return Number(clock[1]) + Number(clock[2]) / 60;
  const whole = written.match(/^(\d+(?:[.,]\d+)?)\s*(?:h|hours?)?$/i);
  if (whole) return Number(whole[1]?.replace(",", "."));
  const minutes = written.match(/^(\d+)\s*m(?:in)?$/i);
  return minutes ? Number(minutes[1]) / 60 : "unreadable";
}

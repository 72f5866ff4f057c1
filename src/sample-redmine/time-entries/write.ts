import { may } from "../access/permissions.ts";
import type { TimeEntry } from "../content-records.ts";
import { isDay } from "../filters/query.ts";
import { fieldErrors, readCustom, stored } from "../issues/custom-write.ts";
import { anonymousId, readHours } from "../issues/draft.ts";
import { issueVisible } from "../issues/visible.ts";
import { timestamp, today } from "../sample.ts";
import type { Ask } from "../web/ask.ts";
import { orNotFound, projectInParams, requireMay, requireMayIn } from "../web/find.ts";
import { integer, objectIn, type Params, present, text } from "../web/params.ts";
import { projectOf } from "../web/refs.ts";
import { denied, empty, json, noContent, Refused, unprocessable } from "../web/reply.ts";
import { timeEntryJson } from "./list.ts";
import { timeEntryVisible } from "./visible.ts";

const mostHoursPerDay = 999;
const longestComment = 1024;

/** What a request makes of an entry, and what Redmine will say against it. */
type Draft = { entry: TimeEntry; hasHours: boolean; invalid: Set<"hours" | "spent_on" | "issue" | "user"> };

/** GET /time_entries/:id.json */
export function showTimeEntry(ask: Ask, id: string): Response {
  const entry = visibleEntry(ask, id);
  requireMay(ask, projectOf(ask.sample.state, entry), "view_time_entries");
  return json({ time_entry: timeEntryJson(ask, entry) });
}

function visibleEntry(ask: Ask, id: string): TimeEntry {
  const { sample, caller } = ask;
  const entry = orNotFound(sample.state.timeEntries.get(Number(id)));
  if (!timeEntryVisible(sample, caller, entry)) throw new Refused(denied(sample.switches, caller));
  return entry;
}

function editable({ sample, caller }: Ask, entry: TimeEntry): boolean {
  const allowed = (permission: string) => may(sample, caller, permission, projectOf(sample.state, entry));
  const own = entry.user_id === caller.user?.id && allowed("edit_own_time_entries");
  return timeEntryVisible(sample, caller, entry) && (own || allowed("edit_time_entries"));
}

/** POST /time_entries.json: for an issue, or for a project by its number. */
export function createTimeEntry(ask: Ask): Response {
  const { sample, caller, params } = ask;
  const { state } = sample;
  const project = projectInParams(ask);
  requireMayIn(ask, project, "log_time");

  const at = timestamp(sample);
  const me = caller.user?.id ?? anonymousId;
  const usual = state.activities.find((row) => row.is_default && row.active);
  const draft: Draft = {
    entry: {
      id: 0,
      project_id: project?.id ?? 0,
      issue_id: null,
      user_id: me,
      author_id: me,
      activity_id: usual?.id ?? 0,
      hours: 0,
      comments: null,
      spent_on: today(sample),
      custom: defaults(ask),
      created_on: at,
      updated_on: at,
    },
    hasHours: false,
    invalid: new Set(),
  };
  const values = objectIn(params, "time_entry");
  assign(ask, draft, values);
  const target = state.projects.get(draft.invalid.has("issue") ? 0 : draft.entry.project_id);
  if (target && !may(sample, caller, "log_time", target)) return empty(403);

  const errors = entryErrors(ask, draft, { values });
  if (errors.length > 0) return unprocessable(errors);
  const entry = state.timeEntries.add(draft.entry);
  const location = `${sample.baseUrl}/time_entries/${entry.id}`;
  return json({ time_entry: timeEntryJson(ask, entry) }, 201, { location });
}

const defaults = ({ sample: { state } }: Ask) =>
  Object.fromEntries(
    state.customFields
      .where((field) => field.customized_type === "time_entry" && field.default_value !== null)
      .map((field) => [field.id, field.default_value]),
  );

/** PUT /time_entries/:id.json */
export function updateTimeEntry(ask: Ask, id: string): Response {
  const { sample, params } = ask;
  const entry = visibleEntry(ask, id);
  if (!editable(ask, entry)) return empty(403);
  requireMay(ask, projectOf(sample.state, entry), "edit_time_entries", "edit_own_time_entries");

  const draft: Draft = { entry: structuredClone(entry), hasHours: true, invalid: new Set() };
  const values = objectIn(params, "time_entry");
  assign(ask, draft, values);
  const errors = entryErrors(ask, draft, { before: entry, values });
  if (errors.length > 0) return unprocessable(errors);
  Object.assign(entry, draft.entry, { updated_on: timestamp(sample) });
  return noContent();
}

/** DELETE /time_entries/:id.json */
export function deleteTimeEntry(ask: Ask, id: string): Response {
  const { sample, caller } = ask;
  const entry = orNotFound(sample.state.timeEntries.get(Number(id)));
  if (!editable(ask, entry)) throw new Refused(denied(sample.switches, caller));
  sample.state.timeEntries.delete(entry.id);
  return noContent();
}

function assign(ask: Ask, draft: Draft, values: Params): void {
  const { sample, caller } = ask;
  const { entry } = draft;
  if (values.project_id !== undefined) entry.project_id = integer(values.project_id);
  if (values.activity_id !== undefined) entry.activity_id = integer(values.activity_id);
  if (values.comments !== undefined) entry.comments = text(values.comments) ?? null;
  if (values.hours !== undefined) setHours(draft, values.hours);
  if (values.spent_on !== undefined) {
    const day = text(values.spent_on) ?? "";
    if (day !== "" && !isDay(day)) draft.invalid.add("spent_on");
    entry.spent_on = isDay(day) ? day : "";
  }
  if (values.issue_id !== undefined) {
    const id = present(values.issue_id) ? integer(values.issue_id) : null;
    const issue = sample.state.issues.get(id);
    const changed = id !== entry.issue_id;
    entry.issue_id = id;
    const isInvalid = changed && id !== null && !(issue && loggable(ask, issue.id));
    if (isInvalid) draft.invalid.add("issue");
    const elsewhere = entry.project_id === 0 && values.project_id === undefined;
    if (issue && (isInvalid ? elsewhere : !present(values.project_id))) entry.project_id = issue.project_id;
  }
  if (values.user_id !== undefined) {
    const id = integer(values.user_id);
    const project = sample.state.projects.get(entry.project_id);
    const allowed = project !== undefined && may(sample, caller, "log_time_for_other_users", project);
    const isOther = id !== entry.user_id && id !== entry.author_id;
    if (isOther && (!allowed || !logsTime(ask, id, entry.project_id))) draft.invalid.add("user");
    entry.user_id = id;
  }
  for (const [id, value] of readCustom(values)) {
    const field = sample.state.customFields.get(id);
    if (field?.customized_type === "time_entry") entry.custom[id] = stored(field, value);
  }
}

function setHours(draft: Draft, value: Params[string]): void {
  const hours = typeof value === "number" ? value : readHours(value);
  draft.hasHours = hours !== null;
  if (hours === "unreadable" || (typeof hours === "number" && hours < 0)) draft.invalid.add("hours");
  if (typeof hours === "number") draft.entry.hours = hours;
}

function loggable({ sample, caller }: Ask, issueId: number): boolean {
  const issue = sample.state.issues.get(issueId);
  if (!issue || !issueVisible(sample, caller, issue)) return false;
  return may(sample, caller, "log_time", projectOf(sample.state, issue));
}

/** Members whose role may log time. */
function logsTime({ sample: { state } }: Ask, userId: number, projectId: number): boolean {
  const member = state.members.find((row) => row.principal_id === userId && row.project_id === projectId);
  return member?.roles.some(({ role_id }) => state.roles.get(role_id)?.permissions.includes("log_time")) === true;
}

function entryErrors(ask: Ask, draft: Draft, { before, values }: { before?: TimeEntry; values: Params }): string[] {
  const { state } = ask.sample;
  const { say } = ask;
  const { entry } = draft;
  const project = state.projects.get(entry.project_id);
  const issue = state.issues.get(entry.issue_id);
  const fields = state.customFields.where((field) => field.customized_type === "time_entry");
  const errors = fields.flatMap((field) => fieldErrors(field, entry.custom, say));
  const complain = (wrong: boolean, message: string) => {
    if (wrong) errors.push(message);
  };

  complain(entry.activity_id === 0, say.of("activity", "blank"));
  complain(entry.project_id === 0 && values.project_id === undefined, say.of("project", "blank"));
  complain(!draft.hasHours, say.of("hours", "blank"));
  complain(entry.spent_on === "", say.of("spent_on", "blank"));
  complain((entry.comments ?? "").length > longestComment, say.of("comments", "tooLong", longestComment));
  complain(draft.invalid.has("spent_on"), say.of("spent_on", "notADate"));
  complain(draft.invalid.has("hours"), say.of("hours", "invalid"));
  if (draft.hasHours && !draft.invalid.has("hours") && entry.hours !== before?.hours) {
    const logged = state.timeEntries
      .where((row) => row.id !== entry.id && row.user_id === entry.user_id && row.spent_on === entry.spent_on)
      .reduce((sum, row) => sum + row.hours, 0);
    complain(logged + entry.hours > mostHoursPerDay, say("tooManyHours", clock(mostHoursPerDay), clock(logged)));
  }
  complain(!project, say.of("project", "invalid"));
  complain(draft.invalid.has("user"), say.of("user", "invalid"));
  complain(
    draft.invalid.has("issue") || (issue !== undefined && issue.project_id !== entry.project_id),
    say.of("issue", "invalid"),
  );
  const active = state.activities.get(entry.activity_id)?.active === true;
  complain(project !== undefined && entry.activity_id !== 0 && !active, say.of("activity", "inclusion"));
  return errors;
}

/** 1.5 as 1:30 */
function clock(hours: number): string {
  const minutes = Math.round(hours * 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

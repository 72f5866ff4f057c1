import type { Ask } from "../web/ask.ts";
import { assignable, sharedVersions } from "./assign.ts";
import { customErrors } from "./custom-write.ts";
import type { Draft } from "./draft.ts";
import { soonestStart } from "./schedule.ts";
import { ancestorsOf } from "./tree.ts";

const longestSubject = 255;

/** What Redmine says about an issue it does not save, in its order. */
export function issueErrors(ask: Ask, draft: Draft): string[] {
  const { state } = ask.sample;
  const { say } = ask;
  const { issue, before, project, unreadable } = draft;
  const errors = customErrors(ask, draft);
  const complain = (wrong: boolean, message: () => string) => {
    if (wrong) errors.push(message());
  };
  const changed = (column: keyof typeof issue) => !before || before[column] !== issue[column];

  complain(issue.subject.trim() === "", () => say.of("subject", "blank"));
  complain(!project, () => say.of("project", "blank"));
  complain(!state.trackers.get(issue.tracker_id), () => say.of("tracker", "blank"));
  complain(!state.priorities.get(issue.priority_id), () => say.of("priority", "blank"));
  complain(!state.statuses.get(issue.status_id), () => say.of("status", "blank"));
  complain([...issue.subject].length > longestSubject, () => say.of("subject", "tooLong", longestSubject));
  complain(unreadable.has("done_ratio"), () => say.of("done_ratio", "inclusion"));
  complain(unreadable.has("estimated_hours"), () => say.of("estimated_hours", "invalid"));
  complain(unreadable.has("start_date"), () => say.of("start_date", "notADate"));
  complain(unreadable.has("due_date"), () => say.of("due_date", "notADate"));

  const { start_date: start, due_date: due } = issue;
  const datesChanged = changed("start_date") || changed("due_date");
  complain(start !== null && due !== null && datesChanged && due < start, () => say.of("due_date", "afterStart"));
  const soonest = before && soonestStart(state, before);
  complain(start !== null && changed("start_date") && soonest !== undefined && start < soonest, () =>
    say.of("start_date", "beforePredecessor", usualFormat(soonest ?? "", ask)),
  );

  if (!project) return errors;
  const version = state.versions.get(issue.fixed_version_id);
  const keeps = before !== undefined && !changed("fixed_version_id");
  const open = sharedVersions(ask, project).some((row) => row.id === version?.id && row.status === "open");
  complain(issue.fixed_version_id !== null && !open && !keeps, () => say.of("fixed_version", "inclusion"));
  const category = state.categories.get(issue.category_id);
  complain(issue.category_id !== null && category?.project_id !== project.id, () => say.of("category", "inclusion"));
  complain(
    issue.assigned_to_id !== null &&
      changed("assigned_to_id") &&
      !assignable(ask, draft).includes(issue.assigned_to_id),
    () => say.of("assigned_to", "invalid"),
  );
  errors.push(...parentErrors(ask, draft));
  return errors;
}

function parentErrors({ sample: { state }, say }: Ask, { issue, before, unreadable }: Draft): string[] {
  if (unreadable.has("parent_issue")) return [say.of("parent_issue", "invalid")];
  if (issue.parent_id === null || issue.parent_id === before?.parent_id) return [];
  const parent = state.issues.get(issue.parent_id);
  if (!parent) return [say.of("parent_issue", "invalid")];

  const isClosed = (statusId: number) => state.statuses.get(statusId)?.is_closed === true;
  if (!isClosed(issue.status_id) && isClosed(parent.status_id)) return [say("closedParent")];
  const inCircle = before && [parent, ...ancestorsOf(state, parent)].some(({ id }) => id === before.id);
  return inCircle ? [say.of("parent_issue", "invalid")] : [];
}

/** Redmine's short dates: 01/22/2026 in English, 22.01.2026 in German. */
function usualFormat(day: string, { caller }: Ask): string {
  const [year, month, date] = day.split("-");
  return caller.user?.language === "de" ? `${date}.${month}.${year}` : `${month}/${date}/${year}`;
}

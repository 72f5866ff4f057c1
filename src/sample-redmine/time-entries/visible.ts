import { type Caller, may } from "../access/permissions.ts";
import type { TimeEntry } from "../content-records.ts";
import type { Role } from "../records.ts";
import type { Sample } from "../sample.ts";
import { projectOf } from "../web/refs.ts";

export function timeEntryVisible(
  sample: Sample,
  caller: Caller,
  entry: TimeEntry,
  how: { byRole?: boolean } = {},
): boolean {
  const when = (role: Role) => role.time_entries_visibility === "all" || entry.user_id === caller.user?.id;
  return may(sample, caller, "view_time_entries", projectOf(sample.state, entry), { ...how, when });
}

export function spentHours(sample: Sample, caller: Caller, issues: { id: number }[]): number {
  const ids = new Set(issues.map(({ id }) => id));
  return sample.state.timeEntries
    .where((entry) => entry.issue_id !== null && ids.has(entry.issue_id))
    .filter((entry) => timeEntryVisible(sample, caller, entry, { byRole: true }))
    .reduce((sum, { hours }) => sum + hours, 0);
}

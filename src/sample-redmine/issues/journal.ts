import type { CustomField, CustomValues, Issue, JournalDetail } from "../records.ts";
import { type Sample, timestamp } from "../sample.ts";
import type { State } from "../state.ts";

const journaled = [
  "tracker_id",
  "project_id",
  "subject",
  "description",
  "due_date",
  "category_id",
  "status_id",
  "assigned_to_id",
  "priority_id",
  "fixed_version_id",
  "author_id",
  "start_date",
  "done_ratio",
  "estimated_hours",
  "parent_id",
  "is_private",
] as const;

/** One line of the history; an id is printed. */
export function detail(
  property: JournalDetail["property"],
  name: string | number,
  old: string | number | null,
  fresh: string | number | null,
): JournalDetail {
  const text = (value: string | number | null) => (value === null ? null : String(value));
  return { property, name: String(name), old_value: text(old), new_value: text(fresh) };
}

/** What a change looks like in the history. */
export function changesBetween({ customFields }: State, before: Issue, after: Issue): JournalDetail[] {
  const attributes = journaled.flatMap((name): JournalDetail[] => {
    const [old_value, new_value] = [printed(name, before[name]), printed(name, after[name])];
    const none = (value: string | null) => value === null || value === "";
    if (old_value === new_value || (none(old_value) && none(new_value))) return [];
    return [detail("attr", name, old_value, new_value)];
  });
  const fields = customFields.where((field) => field.trackers.includes(before.tracker_id));
  return [...attributes, ...customChanges(fields, before.custom, after.custom)];
}

function printed(name: (typeof journaled)[number], value: string | number | boolean | null): string | null {
  if (value === null) return null;
  if (typeof value === "boolean") return value ? "1" : "0";
  // A column of floats: 4 is written 4.0.
  return name === "estimated_hours" && Number.isInteger(value) ? `${value}.0` : String(value);
}

/** First the fields that the old tracker has, then those that came with a new one. */
function customChanges(fields: CustomField[], before: CustomValues, after: CustomValues): JournalDetail[] {
  const ids = [...new Set([...fields.map(({ id }) => String(id)), ...Object.keys(after)])];
  return ids.flatMap((name) => {
    const [old, fresh] = [before[Number(name)] ?? null, after[Number(name)] ?? null];
    if (Array.isArray(old) || Array.isArray(fresh)) {
      const [a, b] = [many(old), many(fresh)];
      return [
        ...a.filter((one) => !b.includes(one)).map((one) => cf(name, one, null)),
        ...b.filter((one) => !a.includes(one)).map((one) => cf(name, null, one)),
      ];
    }
    return (old ?? "") === (fresh ?? "") ? [] : [cf(name, old, fresh)];
  });
}

const many = (value: string | string[] | null) => (Array.isArray(value) ? value : value ? [value] : []);
const cf = (name: string, old: string | null, fresh: string | null) => detail("cf", name, old, fresh);

type Entry = { notes?: string | undefined; privateNotes?: boolean; details: JournalDetail[]; userId: number };

/** Writes history; a private note never hides the changes made with it: those get an entry of their own. */
export function addJournal(
  sample: Sample,
  issue: Issue,
  { notes, privateNotes = false, details, userId }: Entry,
): boolean {
  const hasNotes = notes !== undefined && notes.trim() !== "";
  if (!hasNotes && details.length === 0) return false;
  const at = timestamp(sample);
  const common = { issue_id: issue.id, user_id: userId, created_on: at, updated_on: at, updated_by_id: null };
  const isPrivate = privateNotes && hasNotes;

  if (isPrivate && details.length > 0) {
    sample.state.journals.add({ ...common, notes: null, private_notes: false, details });
    sample.state.journals.add({ ...common, notes: notes ?? "", private_notes: true, details: [] });
  } else {
    sample.state.journals.add({ ...common, notes: notes ?? "", private_notes: isPrivate, details });
  }
  issue.updated_on = at;
  return true;
}

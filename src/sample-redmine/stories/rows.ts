import { createHash } from "node:crypto";
import type { Attachment, TimeEntry } from "../content-records.ts";
import type { Issue, Journal, JournalDetail } from "../records.ts";
import type { Calendar } from "./calendar.ts";
import { type Person, people, projects } from "./people.ts";
import { activityIds, categoryIds, fieldIds, priorityIds, statusIds, trackerIds, versionIds } from "./setting.ts";
import type { Facts, File, Hours, Note, Story } from "./story.ts";

export interface Rows {
  issues: Issue[];
  journals: Journal[];
  attachments: Attachment[];
  timeEntries: TimeEntry[];
}

type Columns = Pick<
  Issue,
  "status_id" | "priority_id" | "assigned_to_id" | "category_id" | "fixed_version_id" | "due_date" | "done_ratio"
>;

/** Redmine's rows for the stories: each note changes its issue in turn, so history and present always agree. */
export function rowsOf(stories: readonly Story[], calendar: Calendar): Rows {
  const rows: Rows = { issues: [], journals: [], attachments: [], timeEntries: [] };
  for (const story of stories) tell(story, calendar, rows);

  rows.journals.sort((a, b) => a.created_on.localeCompare(b.created_on) || a.issue_id - b.issue_id);
  rows.timeEntries.sort((a, b) => a.spent_on.localeCompare(b.spent_on) || Number(a.issue_id) - Number(b.issue_id));
  return { ...rows, journals: numbered(rows.journals), timeEntries: numbered(rows.timeEntries) };
}

const numbered = <R extends { id: number }>(rows: R[]) => rows.map((row, index) => ({ ...row, id: index + 1 }));

function tell(story: Story, calendar: Calendar, rows: Rows): void {
  const opened = columns(story.opened ?? {}, calendar);
  const issue: Issue = {
    id: story.id,
    project_id: projects[story.project],
    tracker_id: trackerIds[story.tracker],
    status_id: statusIds.New,
    priority_id: priorityIds.Normal,
    author_id: people[story.by],
    assigned_to_id: null,
    category_id: null,
    fixed_version_id: null,
    parent_id: story.parent ?? null,
    subject: story.subject,
    description: story.text,
    start_date: calendar.day(story.start ?? story.on),
    due_date: null,
    done_ratio: 0,
    is_private: story.isPrivate ?? false,
    estimated_hours: story.estimate ?? null,
    lock_version: story.notes?.length ?? 0,
    custom: {
      ...(story.impact && { [fieldIds.Impact]: story.impact }),
      ...(story.boats && { [fieldIds.Boat]: story.boats }),
    },
    watchers: (story.watchers ?? []).map((person) => people[person]),
    created_on: calendar.time(story.on, story.at),
    updated_on: calendar.time(story.on, story.at),
    closed_on: null,
    ...opened,
  };

  rows.issues.push(issue);
  for (const file of story.files ?? []) attach(rows, issue, file, story.by, issue.created_on);
  for (const note of story.notes ?? []) happen(rows, issue, note, calendar);
  for (const hours of story.hours ?? []) spend(rows, issue, hours, calendar);
}

function happen(rows: Rows, issue: Issue, note: Note, calendar: Calendar): void {
  const when = calendar.time(note.on, note.at);
  const changes = columns(note.to ?? {}, calendar);
  const details = Object.entries(changes).map(([name, value]): JournalDetail => {
    const before = issue[name as keyof Columns]; // columns() makes no other
    return { property: "attr", name, old_value: printed(before), new_value: printed(value) };
  });
  const files = (note.files ?? []).map((file): JournalDetail => {
    const { id, filename } = attach(rows, issue, file, note.by, when);
    return { property: "attachment", name: String(id), old_value: null, new_value: filename };
  });

  Object.assign(issue, changes, { updated_on: when });
  if (changes.status_id !== undefined) issue.closed_on = changes.status_id >= statusIds.Closed ? when : null;
  rows.journals.push({
    id: 0,
    issue_id: issue.id,
    user_id: people[note.by],
    notes: note.text ?? "",
    private_notes: note.isPrivate ?? false,
    details: [...details, ...files],
    created_on: when,
    updated_on: when,
    updated_by_id: null,
  });
}

const printed = (value: string | number | null) => (value === null ? null : String(value));

function columns(facts: Facts, { day }: Calendar): Partial<Columns> {
  const { status, priority, assignee, category, version, due, done } = facts;
  return {
    ...(status && { status_id: statusIds[status] }),
    ...(priority && { priority_id: priorityIds[priority] }),
    ...(assignee && { assigned_to_id: people[assignee] }),
    ...(category && { category_id: categoryIds[category] }),
    ...(version && { fixed_version_id: versionIds[version] }),
    ...(due !== undefined && { due_date: day(due) }),
    ...(done !== undefined && { done_ratio: done }),
  };
}

const types: Readonly<Record<string, string>> = {
  txt: "text/plain",
  log: "text/plain",
  csv: "text/csv",
  png: "image/png",
};

function attach(rows: Rows, issue: Issue, { name, about, content }: File, by: Person, when: string): Attachment {
  const bytes = Uint8Array.from(typeof content === "string" ? Buffer.from(content) : content);
  const attachment: Attachment = {
    id: rows.attachments.length + 1,
    container: { type: "issue", id: issue.id },
    filename: name,
    filesize: bytes.length,
    content_type: types[name.split(".").at(-1) ?? ""] ?? "application/octet-stream",
    description: about,
    author_id: people[by],
    created_on: when,
    downloads: 0,
    digest: createHash("sha256").update(bytes).digest("hex"),
    bytes,
  };
  rows.attachments.push(attachment);
  return attachment;
}

function spend(rows: Rows, issue: Issue, { by, on, hours, doing, comment }: Hours, calendar: Calendar): void {
  rows.timeEntries.push({
    id: 0,
    project_id: issue.project_id,
    issue_id: issue.id,
    user_id: people[by],
    author_id: people[by],
    activity_id: activityIds[doing],
    hours,
    comments: comment,
    spent_on: calendar.day(on),
    custom: {},
    created_on: calendar.time(on, "17:00"),
    updated_on: calendar.time(on, "17:00"),
  });
}

import { createHash } from "node:crypto";
import { contentTypeOf } from "../attachments/write.ts";
import type { Attachment, TimeEntry } from "../content-records.ts";
import { detail } from "../issues/journal.ts";
import type { Issue, Journal, JournalDetail } from "../records.ts";
import type { Calendar } from "./calendar.ts";
import { fileContents } from "./files.ts";
import { people, projects } from "./people.ts";
import type { Entry, Settings, Story } from "./script.ts";
import { activityIds, categoryIds, fieldIds, priorityIds, statusIds, trackerIds, versionIds } from "./setting.ts";

export interface Rows {
  issues: Issue[];
  journals: Journal[];
  attachments: Attachment[];
  timeEntries: TimeEntry[];
}

/** Redmine's rows for the stories: each note changes its issue in turn, so history and present always agree. */
export function rowsOf(stories: readonly Story[], calendar: Calendar): Rows {
  const rows: Rows = { issues: [], journals: [], attachments: [], timeEntries: [] };
  for (const { entries, ...story } of stories) {
    const [opening, ...rest] = entries;
    if (!opening) throw new Error(`#${story.id} has no text`);
    const issue = openIssue(story, opening, calendar);
    issue.lock_version = rest.filter(({ spent }) => !spent).length;
    rows.issues.push(issue);
    addFiles(rows, issue, opening, issue.created_on);
    for (const entry of rest) (entry.spent ? addTime : addNote)(rows, issue, entry, calendar);
  }

  rows.journals.sort((a, b) => a.created_on.localeCompare(b.created_on) || a.issue_id - b.issue_id);
  rows.timeEntries.sort((a, b) => a.spent_on.localeCompare(b.spent_on) || Number(a.issue_id) - Number(b.issue_id));
  return { ...rows, journals: numbered(rows.journals), timeEntries: numbered(rows.timeEntries) };
}

const numbered = <R extends { id: number }>(rows: R[]) => rows.map((row, index) => ({ ...row, id: index + 1 }));

const idIn = (ids: Readonly<Record<string, number>>, name: string): number => {
  const id = ids[name];
  if (id === undefined) throw new Error(`the stories know no “${name}”`);
  return id;
};

function openIssue(story: Omit<Story, "entries">, opening: Entry, calendar: Calendar): Issue {
  const { by, day, clock, settings, text } = opening;
  const { parent, estimate, impact, boats, watchers, private: isPrivate } = settings;
  const at = calendar.time(day, clock);
  return {
    id: story.id,
    project_id: idIn(projects, story.project),
    tracker_id: idIn(trackerIds, story.tracker),
    status_id: statusIds.New,
    priority_id: priorityIds.Normal,
    author_id: people[by],
    assigned_to_id: null,
    category_id: null,
    fixed_version_id: null,
    parent_id: parent ? Number(parent) : null,
    subject: story.subject,
    description: text,
    start_date: calendar.day(day),
    due_date: null,
    done_ratio: 0,
    is_private: isPrivate !== undefined,
    estimated_hours: estimate ? Number(estimate) : null,
    lock_version: 0,
    custom: {
      ...(impact && { [fieldIds.Impact]: impact }),
      ...(boats && { [fieldIds.Boat]: boats.split(", ") }),
    },
    watchers: watchers?.split(", ").map((person) => idIn(people, person)) ?? [],
    created_on: at,
    updated_on: at,
    closed_on: null,
    ...columns(settings, calendar),
  };
}

type Columns = Pick<
  Issue,
  "status_id" | "priority_id" | "assigned_to_id" | "category_id" | "fixed_version_id" | "due_date" | "done_ratio"
>;

function columns(settings: Settings, { day }: Calendar): Partial<Columns> {
  const { status, priority, assignee, category, version, due, done } = settings;
  return {
    ...(status && { status_id: idIn(statusIds, status) }),
    ...(priority && { priority_id: idIn(priorityIds, priority) }),
    ...(assignee && { assigned_to_id: idIn(people, assignee) }),
    ...(category && { category_id: idIn(categoryIds, category) }),
    ...(version && { fixed_version_id: idIn(versionIds, version) }),
    ...(due && { due_date: day(Number(due)) }),
    ...(done && { done_ratio: Number(done) }),
  };
}

function addNote(rows: Rows, issue: Issue, note: Entry, calendar: Calendar): void {
  const at = calendar.time(note.day, note.clock);
  const changes = columns(note.settings, calendar);
  const details = Object.entries(changes).map(([name, value]): JournalDetail => {
    const before = issue[name as keyof Columns]; // columns() makes no other
    return detail("attr", name, before, value);
  });
  const files = addFiles(rows, issue, note, at);

  Object.assign(issue, changes, { updated_on: at });
  if (changes.status_id !== undefined) issue.closed_on = changes.status_id >= statusIds.Closed ? at : null;
  rows.journals.push({
    id: 0,
    issue_id: issue.id,
    user_id: people[note.by],
    notes: note.text,
    private_notes: note.settings.private !== undefined,
    details: [...details, ...files],
    created_on: at,
    updated_on: at,
    updated_by_id: null,
  });
}

function addFiles(rows: Rows, issue: Issue, { by, files }: Entry, at: string): JournalDetail[] {
  return files.map(({ name, about }) => {
    const bytes = Uint8Array.from(fileContents(name));
    const id = rows.attachments.length + 1;
    rows.attachments.push({
      id,
      container: { type: "issue", id: issue.id },
      filename: name,
      filesize: bytes.length,
      content_type: contentTypeOf(name),
      description: about,
      author_id: people[by],
      created_on: at,
      downloads: 0,
      digest: createHash("sha256").update(bytes).digest("hex"),
      bytes,
    });
    return detail("attachment", id, null, name);
  });
}

function addTime(rows: Rows, issue: Issue, { by, day, spent, text }: Entry, calendar: Calendar): void {
  const at = calendar.time(day, "17:00");
  rows.timeEntries.push({
    id: 0,
    project_id: issue.project_id,
    issue_id: issue.id,
    user_id: people[by],
    author_id: people[by],
    activity_id: idIn(activityIds, spent?.activity ?? ""),
    hours: spent?.hours ?? 0,
    comments: text,
    spent_on: calendar.day(day),
    custom: {},
    created_on: at,
    updated_on: at,
  });
}

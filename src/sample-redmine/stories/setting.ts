import type { Query } from "../content-records.ts";
import type { Category, CustomField, Enumeration, Project, Status, Tracker, Version } from "../records.ts";
import type { Calendar } from "./calendar.ts";
import { projects as ids, people } from "./people.ts";

/** Ids by name, so that stories can be written in words. */
export const trackerIds = { Bug: 1, Feature: 2, Task: 3, Support: 4 } as const;
export const statusIds = { New: 1, "In Progress": 2, Resolved: 3, Feedback: 4, Closed: 5, Rejected: 6 } as const;
export const priorityIds = { Low: 1, Normal: 2, High: 3, Urgent: 4, Immediate: 5 } as const;
export const activityIds = { Design: 8, Development: 9, Maintenance: 10, "Passenger service": 11 } as const;
export const versionIds = { "4.1": 1, "4.2": 2, "5.0": 3, "Yearly inspection": 4 } as const;
export const categoryIds = {
  Checkout: 1,
  "Scanner app": 2,
  Timetable: 3,
  "Mail and PDF": 4,
  Engine: 5,
  Safety: 6,
  Hull: 7,
} as const;
export const fieldIds = { Impact: 1, Boat: 2 } as const;

const named = <N extends string>(table: Readonly<Record<N, number>>) =>
  Object.entries<number>(table).map(([name, id]) => ({ id, name }));

export const trackers: Tracker[] = named(trackerIds).map((row) => ({
  ...row,
  default_status_id: 1,
  description: null,
}));

export const statuses: Status[] = named(statusIds).map((row) => ({
  ...row,
  is_closed: row.id >= statusIds.Closed,
  description: null,
}));

const choices = (table: Readonly<Record<string, number>>, usual?: string): Enumeration[] =>
  named(table).map((row) => ({ ...row, is_default: row.name === usual, active: true }));

export const priorities = choices(priorityIds, "Normal");
export const activities = choices(activityIds, "Development");
const modules = ["issue_tracking", "time_tracking", "news", "documents", "files", "wiki", "calendar", "gantt"];

export function projects({ time }: Calendar): Project[] {
  const project = (name: keyof typeof ids, identifier: string, description: string, isPublic = true): Project => ({
    id: ids[name],
    name,
    identifier,
    description,
    homepage: "",
    parent_id: null,
    status: 1,
    is_public: isPublic,
    inherit_members: false,
    modules: modules.map((module, index) => ({ id: ids[name] * 10 + index, name: module })),
    trackers: Object.values(trackerIds),
    wiki_start_page: "Wiki",
    custom: {},
    created_on: time(-690),
    updated_on: time(-8),
  });

  return [
    project("Booking", "booking", "Tickets for the ferries: the web shop, the app, and the scanners at the pier."),
    project("Fleet", "fleet", "Three ferries, and everything that keeps them afloat. See [[Boats]]."),
    project("Harbour Office", "harbour-office", "Contracts, hiring and surprises. Not for everybody.", false),
  ];
}

export function versions({ day, time }: Calendar): Version[] {
  const version = (name: keyof typeof versionIds, due: number, description: string, more: Partial<Version> = {}) => ({
    id: versionIds[name],
    project_id: ids.Booking,
    name,
    description,
    status: "open" as const,
    effective_date: day(due),
    sharing: "none" as const,
    wiki_page_title: null,
    created_on: time(-120),
    updated_on: time(-20),
    ...more,
  });

  return [
    version("4.1", -75, "Winter repairs", { status: "closed", wiki_page_title: "Last_release" }),
    version("4.2", 9, "The new timetable goes on sale", { wiki_page_title: "Next_release" }),
    version("5.0", 96, "One ticket for ferry and bus"),
    version("Yearly inspection", 16, "The inspector comes aboard", { project_id: ids.Fleet }),
  ];
}

export const categories: Category[] = named(categoryIds).map(({ id, name }) => ({
  id,
  name,
  project_id: id < categoryIds.Engine ? ids.Booking : ids.Fleet,
  assigned_to_id: name === "Engine" ? people.ruben : null,
}));

const field = (id: number, name: string, more: Partial<CustomField>): CustomField => ({
  id,
  name,
  customized_type: "issue",
  field_format: "list",
  possible_values: [],
  is_required: false,
  is_filter: true,
  searchable: false,
  multiple: false,
  max_length: null,
  default_value: null,
  trackers: Object.values(trackerIds),
  roles: [],
  ...more,
});

export const customFields: CustomField[] = [
  field(fieldIds.Impact, "Impact", {
    possible_values: ["Nobody notices", "Annoying", "Passengers left on the pier"],
    trackers: [trackerIds.Bug, trackerIds.Support],
  }),
  field(fieldIds.Boat, "Boat", { possible_values: ["Heron", "Puffin", "Old Faithful"], multiple: true }),
];

const open = { field: "status_id", operator: "o", values: [""] };
const query = (id: number, name: string, project_id: number | null, filters: Query["filters"]): Query => ({
  id,
  name,
  project_id,
  user_id: people.maya,
  is_public: true,
  filters,
  sort: [["priority", "desc"]],
});

export const queries: Query[] = [
  query(1, "Assigned to me", null, [open, { field: "assigned_to_id", operator: "=", values: ["me"] }]),
  query(2, "Overdue", null, [open, { field: "due_date", operator: "<t-", values: ["1"] }]),
  query(3, "What is left for 4.2", ids.Booking, [
    open,
    { field: "fixed_version_id", operator: "=", values: [String(versionIds["4.2"])] },
  ]),
];

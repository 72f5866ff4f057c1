import type { Query } from "../../../src/sample-redmine/content-records.ts";
import type {
  Category,
  CustomField,
  Enumeration,
  Project,
  Status,
  Tracker,
  Version,
} from "../../../src/sample-redmine/records.ts";
import { manager } from "../../../src/sample-redmine/stories/roles.ts";
import { at } from "./day.ts";
import { alice, bob } from "./people.ts";

export const trackers: Tracker[] = ["Bug", "Feature", "Support"].map((name, index) => ({
  id: index + 1,
  name,
  default_status_id: 1,
  description: null,
}));

export const statuses: Status[] = ["New", "In Progress", "Resolved", "Feedback", "Closed", "Rejected"].map(
  (name, index) => ({ id: index + 1, name, is_closed: index > 3, description: null }),
);

const enumeration = (firstId: number, names: string[], usual?: string): Enumeration[] =>
  names.map((name, index) => ({ id: firstId + index, name, is_default: name === usual, active: true }));

export const priorities = enumeration(1, ["Low", "Normal", "High", "Urgent", "Immediate"], "Normal");
export const activities = enumeration(8, ["Design", "Development"]);

const allModules = [
  "issue_tracking",
  "time_tracking",
  "news",
  "documents",
  "files",
  "wiki",
  "boards",
  "calendar",
  "gantt",
];

function project(id: number, name: string, identifier: string, description: string, more: Partial<Project>): Project {
  return {
    id,
    name,
    identifier,
    description,
    homepage: "",
    parent_id: null,
    status: 1,
    is_public: true,
    inherit_members: false,
    modules: [],
    trackers: [1, 2, 3],
    wiki_start_page: "Wiki",
    custom: {},
    created_on: at(id),
    updated_on: at(95),
    ...more,
  };
}

const modulesFrom = (firstId: number, names = allModules) =>
  names.map((name, index) => ({ id: firstId + index, name }));

export const projects: Project[] = [
  project(1, "Alpha", "alpha", "The **main** project.\n\nSee [[Wiki]].", {
    homepage: "https://example.net/alpha",
    modules: modulesFrom(1),
    custom: { 9: "CC-100" },
  }),
  project(2, "Secret", "secret", "Visible to Alice only.", { is_public: false, modules: modulesFrom(10) }),
  project(3, "Alpha Mobile", "alpha-mobile", "A child of Alpha.", { parent_id: 1, modules: modulesFrom(19) }),
  project(4, "Tiny", "tiny", "Issue tracking only.", {
    modules: modulesFrom(28, ["issue_tracking"]),
    wiki_start_page: null,
  }),
  project(5, "Closed", "closed-project", "A closed project.", { status: 5, modules: modulesFrom(29) }),
];

function field(id: number, name: string, more: Partial<CustomField>): CustomField {
  return {
    id,
    name,
    customized_type: "issue",
    field_format: "list",
    possible_values: [],
    is_required: false,
    is_filter: false,
    searchable: false,
    multiple: false,
    max_length: null,
    default_value: null,
    trackers: [1, 2, 3],
    roles: [],
    ...more,
  };
}

export const customFields: CustomField[] = [
  field(1, "Severity", { possible_values: ["Low", "Medium", "High", "Critical"], is_filter: true, searchable: true }),
  field(2, "Customer reference", { field_format: "string", is_filter: true, searchable: true, max_length: 20 }),
  field(3, "Steps to reproduce", { field_format: "text", searchable: true, trackers: [1] }),
  field(4, "Environment", {
    possible_values: ["Development", "Staging", "Production"],
    is_required: true,
    is_filter: true,
    trackers: [3],
  }),
  field(5, "Areas", {
    possible_values: ["API", "UI", "Database", "Mobile"],
    multiple: true,
    is_filter: true,
    trackers: [1, 2],
  }),
  field(6, "Reviewer", { field_format: "user", is_filter: true, trackers: [2] }),
  field(7, "Promised on", { field_format: "date", trackers: [2] }),
  field(8, "Internal cost", { field_format: "float", roles: [manager] }),
  field(9, "Cost centre", { customized_type: "project", field_format: "string", trackers: [] }),
  field(10, "Billable", { customized_type: "time_entry", field_format: "bool", default_value: "1", trackers: [] }),
];

function version(id: number, name: string, description: string, more: Partial<Version>): Version {
  return {
    id,
    project_id: 1,
    name,
    description,
    status: "open",
    effective_date: null,
    sharing: "none",
    wiki_page_title: null,
    created_on: at(60),
    updated_on: at(60),
    ...more,
  };
}

export const versions: Version[] = [
  version(1, "1.0", "First release", { status: "closed", effective_date: "2026-02-01" }),
  version(2, "1.1", "Fixes", { effective_date: "2026-04-01", wiki_page_title: "Release_notes" }),
  version(3, "2.0", "The rewrite", { sharing: "descendants" }),
];

export const categories: Category[] = [
  { id: 1, project_id: 1, name: "Backend", assigned_to_id: null },
  { id: 2, project_id: 1, name: "Frontend", assigned_to_id: null },
  { id: 3, project_id: 1, name: "Docs", assigned_to_id: bob },
];

const open = { field: "status_id", operator: "o", values: [""] };
const active = { field: "project.status", operator: "=", values: ["1"] };
const mine = (field: string) => ({ field, operator: "=", values: ["me"] });

const query = (id: number, name: string, filters: Query["filters"], more: Partial<Query> = {}): Query => ({
  id,
  name,
  project_id: null,
  user_id: null,
  is_public: true,
  filters,
  sort: [],
  ...more,
});

export const queries: Query[] = [
  query(1, "Issues assigned to me", [open, mine("assigned_to_id"), active], {
    sort: [
      ["priority", "desc"],
      ["updated_on", "desc"],
    ],
  }),
  query(2, "Reported issues", [open, mine("author_id"), active], { sort: [["updated_on", "desc"]] }),
  query(3, "Updated issues", [open, mine("updated_by"), active], { sort: [["updated_on", "desc"]] }),
  query(4, "Watched issues", [open, mine("watcher_id"), active], { sort: [["updated_on", "desc"]] }),
  query(8, "Open bugs", [open, { field: "tracker_id", operator: "=", values: ["1"] }], {
    project_id: 1,
    user_id: alice,
  }),
  query(9, "My watch list", [mine("watcher_id")], { user_id: alice, is_public: false }),
];

/** What Redmine stores. Rows carry Redmine's own column names: journals, filters and JSON then need no translation. */

import type {
  Attachment,
  Document,
  NewsComment,
  NewsItem,
  Query,
  Relation,
  TimeEntry,
  WikiPage,
} from "./content-records.ts";

export type Row = { id: number };

/** ISO 8601 in UTC without fractions, as Redmine prints it: 2026-01-05T09:00:00Z. */
export type Timestamp = string;
/** 2026-01-05 */
export type Day = string;

export type User = Row & {
  login: string;
  password: string;
  firstname: string;
  lastname: string;
  mail: string;
  hide_mail: boolean;
  admin: boolean;
  locked: boolean;
  language: string;
  api_key: string;
  created_on: Timestamp;
  updated_on: Timestamp;
  last_login_on: Timestamp | null;
};

export type Group = Row & { lastname: string; users: number[] };

export type Role = Row & {
  name: string;
  builtin: "non_member" | "anonymous" | undefined;
  assignable: boolean;
  issues_visibility: "all" | "default" | "own";
  time_entries_visibility: "all" | "own";
  users_visibility: "all" | "members_of_visible_projects";
  permissions: string[];
};

/** `inherited_from` is the membership of the group that gave the role. */
export type Member = Row & {
  project_id: number;
  principal_id: number;
  roles: { role_id: number; inherited_from?: number }[];
};

export const projectStatus = { active: 1, closed: 5, archived: 9 } as const;

export type Project = Row & {
  name: string;
  identifier: string;
  description: string | null;
  homepage: string;
  parent_id: number | null;
  status: 1 | 5 | 9;
  is_public: boolean;
  inherit_members: boolean;
  modules: { id: number; name: string }[];
  trackers: number[];
  /** Null for a project that never had a wiki. */
  wiki_start_page: string | null;
  custom: CustomValues;
  created_on: Timestamp;
  updated_on: Timestamp;
};

export type Tracker = Row & { name: string; default_status_id: number; description: string | null };
export type Status = Row & { name: string; is_closed: boolean; description: string | null };
export type Enumeration = Row & { name: string; is_default: boolean; active: boolean };

/** Statuses that a role may set from each status, whatever the tracker. */
export type Workflow = { role_id: number; from: number; to: number[] };

export type CustomField = Row & {
  name: string;
  customized_type: "issue" | "project" | "time_entry";
  field_format: "list" | "string" | "text" | "user" | "date" | "float" | "bool" | "int";
  possible_values: string[];
  is_required: boolean;
  is_filter: boolean;
  searchable: boolean;
  multiple: boolean;
  max_length: number | null;
  default_value: string | null;
  trackers: number[];
  /** Empty: everybody sees it. */
  roles: number[];
};

export type CustomValues = { [fieldId: number]: string | string[] | null };

export type Version = Row & {
  project_id: number;
  name: string;
  description: string;
  status: "open" | "locked" | "closed";
  effective_date: Day | null;
  sharing: "none" | "descendants" | "hierarchy" | "tree" | "system";
  wiki_page_title: string | null;
  created_on: Timestamp;
  updated_on: Timestamp;
};

export type Category = Row & { project_id: number; name: string; assigned_to_id: number | null };

export type Issue = Row & {
  project_id: number;
  tracker_id: number;
  status_id: number;
  priority_id: number;
  author_id: number;
  assigned_to_id: number | null;
  category_id: number | null;
  fixed_version_id: number | null;
  parent_id: number | null;
  subject: string;
  description: string | null;
  start_date: Day | null;
  due_date: Day | null;
  done_ratio: number;
  is_private: boolean;
  estimated_hours: number | null;
  lock_version: number;
  custom: CustomValues;
  watchers: number[];
  created_on: Timestamp;
  updated_on: Timestamp;
  closed_on: Timestamp | null;
};

export type JournalDetail = {
  property: "attr" | "cf" | "attachment" | "relation";
  name: string;
  old_value: string | null;
  new_value: string | null;
};

export type Journal = Row & {
  issue_id: number;
  user_id: number;
  notes: string | null;
  private_notes: boolean;
  details: JournalDetail[];
  created_on: Timestamp;
  updated_on: Timestamp;
  updated_by_id: number | null;
};

export type Application = {
  name: string;
  clientId: string;
  clientSecret: string;
  confidential: boolean;
  redirectUris: string[];
  scopes: string[];
};

/** A whole Redmine to start from; the tests and the demo bring their own. */
export type SampleData = {
  title: string;
  attachmentMaxBytes: number;
  users: User[];
  groups: Group[];
  roles: Role[];
  members: Member[];
  projects: Project[];
  trackers: Tracker[];
  statuses: Status[];
  priorities: Enumeration[];
  activities: Enumeration[];
  workflows: Workflow[];
  customFields: CustomField[];
  versions: Version[];
  categories: Category[];
  issues: Issue[];
  journals: Journal[];
  relations: Relation[];
  attachments: Attachment[];
  timeEntries: TimeEntry[];
  wikiPages: WikiPage[];
  news: NewsItem[];
  newsComments: NewsComment[];
  documents: Document[];
  queries: Query[];
  application: Omit<Application, "redirectUris">;
};

import type { CustomValues, Day, Row, Timestamp } from "./records.ts";

/** What belongs to issues and projects: relations, files, time, wiki, news, saved queries. */
export type Relation = Row & {
  issue_from_id: number;
  issue_to_id: number;
  relation_type: string;
  delay: number | null;
};

export type Container = { type: "issue" | "wiki_page" | "news" | "project" | "version"; id: number };

export type Attachment = Row & {
  container: Container | null;
  filename: string;
  filesize: number;
  content_type: string;
  description: string | null;
  author_id: number;
  created_on: Timestamp;
  downloads: number;
  digest: string;
  bytes: Uint8Array<ArrayBuffer>;
};

export type TimeEntry = Row & {
  project_id: number;
  issue_id: number | null;
  user_id: number;
  author_id: number;
  activity_id: number;
  hours: number;
  comments: string | null;
  spent_on: Day;
  custom: CustomValues;
  created_on: Timestamp;
  updated_on: Timestamp;
};

export type WikiVersion = {
  version: number;
  text: string;
  author_id: number;
  comments: string | null;
  updated_on: Timestamp;
};

export type WikiPage = Row & {
  project_id: number;
  title: string;
  parent_id: number | null;
  versions: WikiVersion[];
  created_on: Timestamp;
};

export type NewsItem = Row & {
  project_id: number;
  title: string;
  summary: string;
  description: string;
  author_id: number;
  created_on: Timestamp;
};

export type NewsComment = Row & { news_id: number; author_id: number; content: string };

/** Documents have no REST API; a search finds them. */
export type Document = Row & { project_id: number; title: string; description: string; created_on: Timestamp };

export type Query = Row & {
  name: string;
  project_id: number | null;
  user_id: number | null;
  is_public: boolean;
  filters: { field: string; operator: string; values: string[] }[];
  sort: [column: string, direction: "asc" | "desc"][];
};

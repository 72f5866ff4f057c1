import { z } from "zod";
import { foreign } from "../format/clean.ts";
import { attachment } from "./content.ts";
import { limits } from "./limits.ts";
import { issueStatus } from "./lists.ts";
import type { NamedList } from "./named-list.ts";
import { allPages, pageSize } from "./paging.ts";
import { path } from "./path.ts";
import type { Project } from "./projects.ts";
import { customValue, named } from "./values.ts";

export const journalDetail = z.object({
  /** attr, cf, attachment, relation, or a word of a plugin's. */
  property: z.string(),
  /** A column ("status_id"), a custom field's id, an attachment's id or a relation's type. */
  name: z.string(),
  old_value: z.string().nullish(),
  new_value: z.string().nullish(),
});

export type JournalDetail = z.output<typeof journalDetail>;

/** One entry of an issue's history: a note, changes, or both. Redmine before 5.1 has no updated_on here. */
export const journal = z.object({
  id: z.number(),
  user: named.optional(),
  notes: z.string().nullish(),
  created_on: z.string(),
  private_notes: z.boolean().optional(),
  details: z.array(journalDetail).default([]),
});

export type Journal = z.output<typeof journal>;

/** An issue in a list. Hours spent are missing without view_time_entries. */
export const issueRow = z.object({
  id: z.number(),
  project: named,
  tracker: named,
  status: issueStatus,
  priority: named,
  author: named.optional(),
  assigned_to: named.optional(),
  category: named.optional(),
  fixed_version: named.optional(),
  parent: z.object({ id: z.number() }).optional(),
  subject: z.string(),
  description: z.string().nullish(),
  start_date: z.string().nullish(),
  due_date: z.string().nullish(),
  done_ratio: z.number().nullish(),
  is_private: z.boolean().optional(),
  estimated_hours: z.number().nullish(),
  total_estimated_hours: z.number().nullish(),
  spent_hours: z.number().nullish(),
  total_spent_hours: z.number().nullish(),
  custom_fields: z.array(customValue).default([]),
  created_on: z.string(),
  updated_on: z.string(),
  closed_on: z.string().nullish(),
});

export type IssueRow = z.output<typeof issueRow>;

export const issueList = z.object({ issues: z.array(issueRow), total_count: z.number() });

export interface Child {
  id: number;
  tracker?: { name: string } | undefined;
  subject: string;
  children?: Child[] | undefined;
}

const child: z.ZodType<Child> = z.object({
  id: z.number(),
  tracker: z.object({ name: z.string() }).optional(),
  subject: z.string(),
  children: z.lazy(() => z.array(child)).optional(),
});

export const issueRelation = z.object({
  id: z.number(),
  issue_id: z.number(),
  issue_to_id: z.number(),
  relation_type: z.string(),
  delay: z.number().nullish(),
});

export type IssueRelation = z.output<typeof issueRelation>;

const changeset = z.object({
  revision: z.string(),
  user: named.optional(),
  comments: z.string().nullish(),
  committed_on: z.string().nullish(),
});

export type Changeset = z.output<typeof changeset>;

/** An issue with what `include` asked for. Redmine before 5.0 does not know allowed_statuses. */
export const issue = issueRow.extend({
  children: z.array(child).optional(),
  attachments: z.array(attachment).optional(),
  relations: z.array(issueRelation).optional(),
  changesets: z.array(changeset).optional(),
  journals: z.array(journal).optional(),
  watchers: z.array(named).optional(),
  allowed_statuses: z.array(issueStatus).optional(),
  /** Of the plugin additional_tags; missing where there are none or the sign-in may not see them. */
  tags: z
    .array(z.object({ name: z.string() }))
    .optional()
    .catch(undefined),
});

export type Issue = z.output<typeof issue>;

export const issueAnswer = z.object({ issue });

export const savedQuery = z.object({
  id: z.number(),
  name: z.string(),
  project_id: z.number().nullish(),
  is_public: z.boolean().optional(),
});

export type SavedQuery = z.output<typeof savedQuery>;

export const savedQueryList = z.object({ queries: z.array(savedQuery), total_count: z.number().optional() });

/** The saved issue queries this person sees; of a project, those that can be used in it. */
export function savedQueries(project: Pick<Project, "id" | "name"> | undefined): NamedList<SavedQuery> {
  return {
    kind: project ? `saved queries:${project.id}` : "saved queries",
    what: project ? `saved query for ${foreign(project.name)}` : "saved query",
    load: async (redmine) => {
      const all = await allPages(async (offset) => {
        const answer = await redmine.get(path`queries.json`, savedQueryList, {
          what: "the list of saved queries",
          query: { limit: pageSize, offset },
        });
        return { rows: answer.queries, total: answer.total_count };
      }, limits.queries);
      return project ? all.filter(({ project_id }) => !project_id || project_id === project.id) : all;
    },
    detail: ({ project_id }) => (project_id ? `of project ${project_id}` : "for all projects"),
  };
}

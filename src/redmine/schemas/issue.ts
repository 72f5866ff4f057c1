import { z } from "zod";
import { attachment } from "./attachment.ts";
import { customValue } from "./custom-value.ts";
import { issueStatus } from "./issue-status.ts";
import { journal } from "./journal.ts";
import { named } from "./named.ts";

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
});

export type Issue = z.output<typeof issue>;

export const issueAnswer = z.object({ issue });

import { z } from "zod";
import { nameOrId } from "../name-or-id.ts";
import { issueNumber } from "./issue-number.ts";

const someNames = z.string().trim().min(1).max(2_000);
const oneOrMore = z.union([someNames, z.int().positive(), z.array(nameOrId).min(1).max(30)], {
  error: "give a name or id, or several with | between them",
});
const date = z.string().trim().min(1).max(60);
const scalar = z.union([z.string().max(255), z.number()]);
const fieldValue = z.union([scalar, z.boolean(), z.array(scalar).min(1).max(30)]);

/** The conditions that list_issues takes: whatever is not here is refused, as Redmine would ignore it and list everything. */
export const conditions = z.object({
  status_id: oneOrMore.optional().describe('also open (default), closed, "*"'),
  assignee_id: oneOrMore.optional(),
  author_id: oneOrMore.optional(),
  watcher_id: oneOrMore.optional(),
  updated_by: oneOrMore.optional(),
  tracker_id: oneOrMore.optional(),
  priority_id: oneOrMore.optional(),
  category_id: oneOrMore.optional(),
  version_id: oneOrMore.optional(),
  parent_id: issueNumber.optional(),
  subject: z.string().trim().min(1).max(255).optional().describe("contains"),
  created: date.optional(),
  updated: date.optional(),
  closed: date.optional(),
  start: date.optional(),
  due: date.optional(),
  custom_fields: z
    .record(z.string().max(255), fieldValue, { error: 'give them as {"name": value}' })
    .optional()
    .describe("{name: value}"),
});

export type Conditions = z.output<typeof conditions>;

export const listInput = z.object({
  project_id: nameOrId.optional(),
  ...conditions.shape,
  query_id: nameOrId.optional().describe("saved query, instead of conditions"),
  sort: z.string().trim().min(1).max(120).optional().describe("default updated:desc"),
  columns: z
    .array(z.string().trim().min(1).max(255))
    .max(15)
    .optional()
    .describe("more: author, version, done, spent, custom fields…"),
  limit: z.int().min(1).max(100).optional().describe("default 25, most 100"),
  offset: z.int().min(0).optional(),
});

export type ListInput = z.output<typeof listInput>;

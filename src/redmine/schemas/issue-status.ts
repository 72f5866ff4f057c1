import { z } from "zod";

/** Older Redmines leave is_closed out where a status is only referred to. */
export const issueStatus = z.object({ id: z.number(), name: z.string(), is_closed: z.boolean().optional() });

export type IssueStatus = z.output<typeof issueStatus>;

export const issueStatusList = z.object({ issue_statuses: z.array(issueStatus) });

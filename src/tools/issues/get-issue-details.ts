import { z } from "zod";
import { defineTool } from "../tool.ts";
import { detailsInWords } from "./details-in-words.ts";
import { issueNumber } from "./issue-number.ts";

export const getIssueDetails = defineTool({
  name: "get_issue_details",
  title: "Read an issue",
  description:
    "An issue with its fields, allowed next statuses, relations, subtasks, files, notes and changes (newest first).",
  access: "read",
  toolset: "core",
  scopes: ["view_issues"],
  extraScopes: [
    "view_private_notes",
    "view_time_entries",
    "view_issue_watchers",
    "view_changesets",
    "view_members",
    "view_project",
  ],
  input: z.object({
    issue_id: issueNumber,
    notes: z
      .union(
        [
          z.int().min(0),
          z.literal("all"),
          z
            .string()
            .regex(/^\d{1,6}$/)
            .transform(Number),
        ],
        { error: 'give a number, or "all"' },
      )
      .optional()
      .describe('how many, or "all"'),
    before_note: z.int().positive().optional().describe("only notes older than this"),
  }),
  run: (given, context) => detailsInWords(given, context),
});

import type { Prompt } from "../prompt.ts";
import { draftBugReport } from "./draft-bug-report.ts";
import { summarizeTicket } from "./summarize-ticket.ts";
import { triageNewIssues } from "./triage-new-issues.ts";
import { weeklyReport } from "./weekly-report.ts";

export const allPrompts: readonly Prompt[] = [summarizeTicket, draftBugReport, weeklyReport, triageNewIssues];

import type { Prompt } from "./prompt.ts";
import { draftBugReport } from "./prompts/draft-bug-report.ts";
import { summarizeTicket } from "./prompts/summarize-ticket.ts";
import { triageNewIssues } from "./prompts/triage-new-issues.ts";
import { weeklyReport } from "./prompts/weekly-report.ts";

export const allPrompts: readonly Prompt[] = [summarizeTicket, draftBugReport, weeklyReport, triageNewIssues];

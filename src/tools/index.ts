import { getIssueDetails } from "./issues/get-issue-details.ts";
import { listIssues } from "./issues/list-issues.ts";
import { searchIssues } from "./issues/search-issues.ts";
import type { Tool } from "./tool.ts";

/** Every tool there is; `selectTools` says which of them a server lists. */
export const allTools: readonly Tool[] = [getIssueDetails, searchIssues, listIssues];

import { issueList } from "../../format/issue-list.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { type IssueRow, issueList as issueListAnswer } from "../../redmine/issues.ts";
import { path } from "../../redmine/path.ts";
import type { Query } from "../../redmine/send.ts";

export interface IssuePage {
  issues: readonly IssueRow[];
  total: number;
}

export async function readIssues(redmine: RedmineReader, query: Query): Promise<IssuePage> {
  const answer = await redmine.get(path`issues.json`, issueListAnswer, { what: "the list of issues", query });
  return { issues: answer.issues, total: answer.total_count };
}

/** "Closed (3):" and a table of at most `maxChars`, or that there are none. */
export function issueTable(label: string, { issues, total }: IssuePage, maxChars: number): string {
  if (issues.length === 0) return `${label}: none.`;
  const { text, shown } = issueList(issues, [], () => undefined, maxChars);
  return `${label} (${total}${shown < total ? `, the first ${shown} shown` : ""}):\n${text}`;
}

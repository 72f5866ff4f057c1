import { z } from "zod";
import type { RedmineReader } from "../../redmine/client.ts";
import { pageMissing, unless } from "../../redmine/failure.ts";
import type { Issue } from "../../redmine/issues.ts";
import type { IssueStatus } from "../../redmine/lists.ts";
import { path } from "../../redmine/path.ts";

/**
 * Why a status is not among the allowed ones. Redmine takes all closed (or all open) statuses away because of subtasks,
 * blocking issues and closed parents; where one of that kind is allowed, only the workflow is left. A cause is named only
 * where this person sees it: others may be hidden from them.
 */
export async function whyNotStatus(
  issue: Pick<Issue, "id">,
  status: IssueStatus,
  allowed: readonly IssueStatus[],
  redmine: RedmineReader,
): Promise<string> {
  const isClosed = (each: IssueStatus) => each.is_closed === true;
  if (allowed.some((each) => isClosed(each) === isClosed(status))) {
    return "The workflow of the user's roles has no such step.";
  }
  const causes = (await Promise.all((isClosed(status) ? closing : reopening).map(seen))).filter(Boolean);
  if (causes.length > 0) return causes.join(" ");
  return isClosed(status)
    ? "This user sees no open subtask and no open issue that blocks it: the workflow allows no closing, or such an issue is hidden."
    : "This user sees no closed parent of it: the workflow allows no open status, or the parent is hidden.";

  async function seen({ query, tell }: Cause): Promise<string> {
    const reading = redmine.get(path`issues.json`, numbers, {
      what: "the list of issues",
      query: { ...query(issue.id), sort: "id", limit: mostNamed },
    });
    const answer = await unless(pageMissing, reading);
    if (!answer || answer.issues.length === 0) return "";
    const more = answer.total_count - answer.issues.length;
    const named = answer.issues.map(({ id }) => `#${id}`).join(", ");
    return tell(more > 0 ? `${named} and ${more} more` : named);
  }
}

const mostNamed = 10;
const numbers = z.object({ issues: z.array(z.object({ id: z.number() })), total_count: z.number() });

interface Cause {
  query(id: number): Record<string, string>;
  tell(issues: string): string;
}

const closing: readonly Cause[] = [
  {
    query: (id) => ({ parent_id: `~${id}`, status_id: "o" }),
    tell: (issues) => `It cannot be closed while subtasks are open: ${issues}.`,
  },
  {
    query: (id) => ({ blocks: String(id), status_id: "o" }),
    tell: (issues) => `It cannot be closed while open issues block it: ${issues}.`,
  },
];

const reopening: readonly Cause[] = [
  {
    query: (id) => ({ child_id: `~${id}`, status_id: "c" }),
    tell: (issues) => `It cannot be open while a parent is closed: ${issues}.`,
  },
];

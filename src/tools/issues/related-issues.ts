import { line } from "../../format/clean.ts";
import type { NameOf } from "../../format/history.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { unless } from "../../redmine/failure.ts";
import { type Child, type Issue, issueList } from "../../redmine/issues.ts";
import { path } from "../../redmine/path.ts";

const maxIssues = 100; // Redmine sends no more at a time

/**
 * Status and subject of the issues that this one names: related ones, subtasks, its parent. One request, and none where there
 * are no such issues. `nameOf("issue", "12")` is "(New: Subject)"; undefined for one that this person may not see.
 */
export async function relatedIssues(issue: Issue, redmine: RedmineReader): Promise<NameOf> {
  const ids = [...new Set(idsIn(issue))].slice(0, maxIssues);
  if (ids.length === 0) return () => undefined;
  // a beside: the issue is worth reading without it
  const answer = await unless(
    ["forbidden", "not_found"],
    redmine.get(path`issues.json`, issueList, {
      what: "related issues",
      query: { issue_id: ids.join(","), status_id: "*", limit: maxIssues },
    }),
  );
  const names = new Map(
    answer?.issues.map(({ id, status, subject }) => [
      String(id),
      { status: line(status.name, 60), subject: line(subject, 60) },
    ]),
  );
  return (column, id) => {
    const known = names.get(id);
    if (column === "issue") return known && `(${known.status}: ${known.subject})`;
    return column === "status of issue" ? known?.status : undefined;
  };
}

function idsIn({ id, relations = [], parent, children = [] }: Issue): number[] {
  return [
    ...relations.map(({ issue_id, issue_to_id }) => (issue_id === id ? issue_to_id : issue_id)),
    ...(parent ? [parent.id] : []),
    ...below(children),
  ];
}

function below(children: readonly Child[]): number[] {
  return children.flatMap(({ id, children: deeper = [] }) => [id, ...below(deeper)]);
}

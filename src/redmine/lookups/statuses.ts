import { path } from "../path.ts";
import { type IssueStatus, issueStatusList } from "../schemas/issue-status.ts";
import type { NamedList } from "./named-list.ts";

export const statuses: NamedList<IssueStatus> = {
  kind: "issue statuses",
  what: "issue status",
  load: async (redmine) =>
    (await redmine.get(path`issue_statuses.json`, issueStatusList, { what: "the list of issue statuses" }))
      .issue_statuses,
};

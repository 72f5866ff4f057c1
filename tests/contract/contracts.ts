import { accessContract } from "./access.contract.ts";
import { aroundIssuesContract } from "./around-issues.contract.ts";
import { directoryContract } from "./directory.contract.ts";
import { issueCreationContract, issueUpdateContract } from "./issue-writes.contract.ts";
import { listsContract } from "./lists.contract.ts";
import { authorizeContract, tokenContract } from "./oauth.contract.ts";
import { projectWritesContract } from "./project-writes.contract.ts";
import { readingContract } from "./reading.contract.ts";
import { searchContract } from "./search.contract.ts";
import type { Target } from "./target.ts";

/** What the sample Redmine and a real one have in common. */
export const contracts: Record<string, (target: Target) => void> = {
  reading: readingContract,
  directory: directoryContract,
  lists: listsContract,
  searching: searchContract,
  authorizing: authorizeContract,
  tokens: tokenContract,
  access: accessContract,
  "new issues": issueCreationContract,
  "changed issues": issueUpdateContract,
  "around issues": aroundIssuesContract,
  "project writes": projectWritesContract,
};

import { accessContract } from "./access.contract.ts";
import { aroundIssuesContract } from "./around-issues.contract.ts";
import { authorizeContract } from "./authorize.contract.ts";
import { issueUpdateContract } from "./changed-issues.contract.ts";
import { directoryContract } from "./directory.contract.ts";
import { listsContract } from "./lists.contract.ts";
import { issueCreationContract } from "./new-issues.contract.ts";
import { projectWritesContract } from "./project-writes.contract.ts";
import { readingContract } from "./reading.contract.ts";
import { searchContract } from "./search.contract.ts";
import type { Target } from "./target.ts";
import { timeAndFilesContract } from "./time-and-files.contract.ts";
import { tokenContract } from "./token.contract.ts";

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
  "time and files": timeAndFilesContract,
  "project writes": projectWritesContract,
};

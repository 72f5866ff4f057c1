import { completeIssue, completeProject, completeWikiTitle } from "./completers.ts";
import { getIssueDetails } from "./issues/get-issue-details.ts";
import { getProject } from "./projects/get-project.ts";
import { listProjectsTool } from "./projects/list-projects.ts";
import { defineResource, type Resource } from "./resource.ts";
import { readPriorities, readStatuses, readTrackers } from "./resources/lists.ts";
import { readMe } from "./resources/me.ts";
import { getWikiPage } from "./wiki/get-wiki-page.ts";

/** Everything that can be read under an address. What the templates read, tools read too. */
export const allResources: readonly Resource[] = [
  defineResource({
    uri: "redmine://projects/active",
    name: "active_projects",
    tool: listProjectsTool,
    title: "Active projects",
    description: "Open projects the user sees, as a tree with identifiers.",
  }),
  defineResource({ uri: "redmine://trackers", name: "trackers", tool: readTrackers }),
  defineResource({ uri: "redmine://statuses", name: "statuses", tool: readStatuses }),
  defineResource({ uri: "redmine://priorities", name: "priorities", tool: readPriorities }),
  defineResource({ uri: "redmine://users/me", name: "me", tool: readMe }),
  defineResource({
    uri: "redmine://issues/{id}",
    name: "issue",
    tool: getIssueDetails,
    title: "Issue",
    input: ({ id }) => ({ issue_id: id }),
    completers: { id: completeIssue },
  }),
  defineResource({
    uri: "redmine://projects/{id}",
    name: "project",
    tool: getProject,
    title: "Project",
    input: ({ id }) => ({ project_id: id }),
    completers: { id: completeProject },
  }),
  defineResource({
    uri: "redmine://wiki/{project}/{title}",
    name: "wiki_page",
    tool: getWikiPage,
    title: "Wiki page",
    description: "Text of a wiki page with its attachments.",
    input: ({ project, title }) => ({ project_id: project, title }),
    completers: { project: completeProject, title: completeWikiTitle },
  }),
];

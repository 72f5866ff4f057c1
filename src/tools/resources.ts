import { z } from "zod";
import { line } from "../format/clean.ts";
import { rowsWithin, valueList } from "../format/text.ts";
import { parseJson } from "../json.ts";
import { type Myself, myselfAnswer } from "../redmine/account.ts";
import type { RedmineReader } from "../redmine/client.ts";
import { priorities, statuses, trackers } from "../redmine/lists.ts";
import { entries } from "../redmine/named-list.ts";
import { path } from "../redmine/path.ts";
import { viewMimeType, viewNames, viewPage, viewTitles, viewUri } from "../views/pages.ts";
import { completeIssue, completeProject, completeWikiTitle } from "./completers.ts";
import { getIssueDetails } from "./issues/get-issue-details.ts";
import { issuesFile, issuesFileUri } from "./issues/issues-file.ts";
import { getProject, listProjectsTool } from "./projects/read-projects.ts";
import { defineResource, type Resource } from "./resource.ts";
import { defineTool, succeeded, type Tool } from "./tool.ts";
import { getWikiPage } from "./wiki/read-page.ts";

const maxChars = 38_000;

export const readTrackers = readList({
  name: "trackers",
  title: "Trackers",
  description: "Kinds of issues in this Redmine; a project uses some of them.",
  load: async (redmine) =>
    (await entries(trackers, redmine)).map(({ id, name, description }) => ({ id, name, about: description })),
});

export const readStatuses = readList({
  name: "statuses",
  title: "Issue statuses",
  description: "Statuses of issues; which of them an issue may take next stands with the issue.",
  load: async (redmine) =>
    (await entries(statuses, redmine)).map(({ id, name, is_closed }) => ({
      id,
      name,
      about: is_closed ? "closed" : undefined,
    })),
});

export const readPriorities = readList({
  name: "priorities",
  title: "Priorities",
  description: "Priorities of issues, lowest first.",
  load: async (redmine) =>
    (await entries(priorities, redmine))
      .filter(({ active }) => active !== false)
      .map(({ id, name, is_default }) => ({ id, name, about: is_default ? "default" : undefined })),
});

interface Definition {
  name: string;
  title: string;
  description: string;
  load(redmine: RedmineReader): Promise<{ id: number; name: string; about: string | null | undefined }[]>;
}

function readList({ load, ...listing }: Definition): Tool {
  return defineTool({
    ...listing,
    access: "read",
    toolset: "core",
    scopes: [],
    parameters: z.object({}),
    execute: async (_, { redmine, quote }) => {
      const rows = (await load(redmine)).map(
        ({ id, name, about }) => `- ${line(name, 120)} (id ${id})${about ? `: ${line(about, 300)}` : ""}`,
      );
      const { text, left } = rowsWithin(rows, maxChars);
      return `${listing.title}: ${rows.length}.${left > 0 ? ` ${left} are left out.` : ""}\n${quote(text)}`;
    },
  });
}

const maxCharsMe = 38_000;

export const readMe = defineTool({
  name: "me",
  title: "The signed-in user",
  description: "Who is signed in to Redmine, with projects and roles.",
  access: "read",
  toolset: "core",
  scopes: [],
  parameters: z.object({}),
  execute: async (_, { redmine, quote }) => {
    const { user } = await redmine.get(path`users/current.json`, myselfAnswer, {
      what: "the signed-in user",
      query: { include: "memberships,groups" },
    });
    const { text, left } = rowsWithin(rowsOf(user), maxCharsMe);
    return `The signed-in user, id ${user.id}.${left > 0 ? ` ${left} memberships are left out.` : ""}\n${quote(text)}`;
  },
});

function rowsOf({ login, firstname, lastname, mail, admin, groups, memberships }: Myself): string[] {
  const roles = memberships.flatMap(({ project, roles: held }) =>
    project ? [`- ${line(project.name, 120)}: ${valueList(held.map(({ name }) => line(name, 60)))}`] : [],
  );
  return [
    `# ${line(`${firstname} ${lastname}`)}`,
    ...(login ? [`Login: ${line(login)}`] : []),
    ...(mail ? [`Mail: ${line(mail)}`] : []),
    ...(admin ? ["Administrator"] : []),
    ...(groups.length > 0 ? [`Groups: ${valueList(groups.slice(0, 50).map(({ name }) => line(name, 80)))}`] : []),
    ...(roles.length > 0 ? ["Projects and roles:", ...roles] : ["Member of no project"]),
  ];
}

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
    argumentsOf: ({ id }) => ({ issue_id: id }),
    complete: { id: completeIssue },
  }),
  defineResource({
    uri: "redmine://projects/{id}",
    name: "project",
    tool: getProject,
    title: "Project",
    argumentsOf: ({ id }) => ({ project_id: id }),
    complete: { id: completeProject },
  }),
  defineResource({
    uri: "redmine://wiki/{project}/{title}",
    name: "wiki_page",
    tool: getWikiPage,
    title: "Wiki page",
    description: "Text of a wiki page with its attachments.",
    argumentsOf: ({ project, title }) => ({ project_id: project, title }),
    complete: { project: completeProject, title: completeWikiTitle },
  }),
  defineResource({
    uri: issuesFileUri,
    name: issuesFile.name,
    tool: issuesFile,
    fileType: "text/csv",
    argumentsOf: ({ conditions }) => parseJson(conditions ?? "") ?? "no JSON",
  }),
];

/** The pages of the views. They hold no data, so they need no permission. */
export const viewPages: readonly Resource[] = viewNames.map((name) => ({
  uri: viewUri(name),
  name: `view_${name}`,
  title: viewTitles[name],
  description: "A page that the client shows to the user.",
  mimeType: viewMimeType,
  scopes: [],
  extraScopes: [],
  reads: [],
  arguments: [],
  isFile: false,
  load: async () => succeeded(viewPage(name)),
  complete: async () => [],
}));

import { allScopes } from "./access/permission-list.ts";
import type { SampleData } from "./records.ts";
import { createAttachments } from "./seed/files.ts";
import { issues, journals, relations, timeEntries } from "./seed/issues.ts";
import { groups, members, users } from "./seed/people.ts";
import {
  activities,
  categories,
  customFields,
  documentCategories,
  priorities,
  projects,
  queries,
  statuses,
  trackers,
  versions,
} from "./seed/projects.ts";
import { roles, workflows } from "./seed/roles.ts";
import { documents, news, newsComments, wikiPages } from "./seed/texts.ts";

/** The tests' Redmine: the same people, projects, issues and ids as the real one that the contract tests run against. */
export const testData: SampleData = {
  title: "Sample Redmine",
  attachmentMaxBytes: 5120 * 1024,
  users,
  groups,
  roles,
  members,
  projects,
  trackers,
  statuses,
  priorities,
  activities,
  documentCategories,
  workflows,
  customFields,
  versions,
  categories,
  issues,
  journals,
  relations,
  attachments: createAttachments(),
  timeEntries,
  wikiPages,
  news,
  newsComments,
  documents,
  queries,
  application: {
    name: "Redmine MCP",
    clientId: "sample-client",
    clientSecret: "sample-secret",
    confidential: true,
    scopes: allScopes,
  },
};

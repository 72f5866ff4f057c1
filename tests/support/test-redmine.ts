import { allScopes } from "../../src/sample-redmine/access/permission-list.ts";
import type { SampleData } from "../../src/sample-redmine/records.ts";
import { createSampleRedmine, type SampleOptions, type SampleRedmine } from "../../src/sample-redmine/redmine.ts";
import { roles, workflows } from "../../src/sample-redmine/stories/roles.ts";
import { createAttachments } from "./test-data/files.ts";
import { issues, journals, relations, timeEntries } from "./test-data/issues.ts";
import { groups, members, users } from "./test-data/people.ts";
import {
  activities,
  categories,
  customFields,
  priorities,
  projects,
  queries,
  statuses,
  trackers,
  versions,
} from "./test-data/projects.ts";
import { documents, news, newsComments, wikiPages } from "./test-data/texts.ts";

/** A sample Redmine with the test data: people, projects, issues and ids as in the real one of tests/e2e/redmine. */
export const createTestRedmine = (options: Partial<SampleOptions> = {}): SampleRedmine =>
  createSampleRedmine({ data: testData, ...options });

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

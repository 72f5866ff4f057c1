import { getAttachment } from "./files/get-attachment.ts";
import { listProjectFiles } from "./files/list-project-files.ts";
import { uploadFile } from "./files/upload-file.ts";
import { createIssue } from "./issues/create-issue.ts";
import { getIssueDetails } from "./issues/get-issue-details.ts";
import { listIssues } from "./issues/list-issues.ts";
import { searchIssues } from "./issues/search-issues.ts";
import { updateIssue } from "./issues/update-issue.ts";
import { getNews } from "./news/get-news.ts";
import { listNews } from "./news/list-news.ts";
import { saveNews } from "./news/save-news.ts";
import { changeWatchers } from "./people/change-watchers.ts";
import { listMembers } from "./people/list-members.ts";
import { saveMembership } from "./people/save-membership.ts";
import { getRoadmap } from "./planning/get-roadmap.ts";
import { listSavedQueries } from "./planning/list-saved-queries.ts";
import { relateIssues } from "./planning/relate-issues.ts";
import { saveCategory } from "./planning/save-category.ts";
import { saveVersion } from "./planning/save-version.ts";
import { getProject } from "./projects/get-project.ts";
import { listProjectsTool } from "./projects/list-projects.ts";
import { searchRedmine } from "./search/search-redmine.ts";
import { listTimeEntries } from "./time/list-time-entries.ts";
import { logTime } from "./time/log-time.ts";
import { updateTimeEntry } from "./time/update-time-entry.ts";
import type { Tool } from "./tool.ts";
import { getWikiPage } from "./wiki/get-wiki-page.ts";
import { saveWikiPage } from "./wiki/save-wiki-page.ts";

/** Every tool there is; `selectTools` says which of them a server lists. */
export const allTools: readonly Tool[] = [
  getIssueDetails,
  searchIssues,
  listIssues,
  createIssue,
  updateIssue,
  listProjectsTool,
  getProject,
  searchRedmine,
  getWikiPage,
  saveWikiPage,
  listTimeEntries,
  logTime,
  getAttachment,

  relateIssues,
  getRoadmap,
  saveVersion,
  saveCategory,
  listSavedQueries,

  listMembers,
  saveMembership,
  changeWatchers,

  updateTimeEntry,

  uploadFile,
  listProjectFiles,

  listNews,
  getNews,
  saveNews,
];

import { deleteAttachment } from "./delete/delete-attachment.ts";
import { deleteCategory } from "./delete/delete-category.ts";
import { deleteIssue } from "./delete/delete-issue.ts";
import { deleteMembership } from "./delete/delete-membership.ts";
import { deleteNews } from "./delete/delete-news.ts";
import { deleteNote } from "./delete/delete-note.ts";
import { deleteProject } from "./delete/delete-project.ts";
import { deleteRelation } from "./delete/delete-relation.ts";
import { deleteTimeEntry } from "./delete/delete-time-entry.ts";
import { deleteVersion } from "./delete/delete-version.ts";
import { deleteWikiPage } from "./delete/delete-wiki-page.ts";
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
import { createProject } from "./projects/create-project.ts";
import { getProject } from "./projects/get-project.ts";
import { listProjectsTool } from "./projects/list-projects.ts";
import { setProjectStatus } from "./projects/set-project-status.ts";
import { updateProject } from "./projects/update-project.ts";
import { searchRedmine } from "./search/search-redmine.ts";
import { listTimeEntries } from "./time/list-time-entries.ts";
import { logTime } from "./time/log-time.ts";
import { updateTimeEntry } from "./time/update-time-entry.ts";
import type { Tool } from "./tool.ts";
import { getWikiPage } from "./wiki/get-wiki-page.ts";
import { renameWikiPage } from "./wiki/rename-wiki-page.ts";
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

  createProject,
  updateProject,
  setProjectStatus,

  renameWikiPage,

  deleteIssue,
  deleteNote,
  deleteRelation,
  deleteAttachment,
  deleteTimeEntry,
  deleteWikiPage,
  deleteVersion,
  deleteCategory,
  deleteMembership,
  deleteNews,
  deleteProject,
];

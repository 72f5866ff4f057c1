import { deleteCategory, saveCategory } from "./categories.ts";
import { fetchTool, search } from "./chatgpt.ts";
import { deleteAttachment, updateAttachment } from "./files/attachments.ts";
import { getAttachment } from "./files/get-attachment.ts";
import { listProjectFiles } from "./files/project-files.ts";
import { uploadFile } from "./files/upload-file.ts";
import { copyIssue } from "./issues/copy-issue.ts";
import { createIssue } from "./issues/create-issue.ts";
import { deleteIssue } from "./issues/delete-issue.ts";
import { getIssueDetails } from "./issues/get-issue-details.ts";
import { listIssues } from "./issues/list-issues.ts";
import { deleteNote, updateNote } from "./issues/notes.ts";
import { searchIssues } from "./issues/search-issues.ts";
import { updateIssue } from "./issues/update-issue.ts";
import { deleteMembership, listMembers, saveMembership } from "./members.ts";
import { deleteNews, getNews, listNews, saveNews } from "./news.ts";
import { listSprints, setAgile } from "./plugins/agile.ts";
import { deleteChecklistItem, saveChecklistItem } from "./plugins/checklists.ts";
import { getDmsFile, listDmsFiles, saveDmsFile } from "./plugins/dms.ts";
import { deleteProject } from "./projects/delete-project.ts";
import { getProject } from "./projects/get-project.ts";
import { listProjectsTool } from "./projects/list-projects.ts";
import { createProject, updateProject } from "./projects/save-project.ts";
import { setProjectStatus } from "./projects/set-project-status.ts";
import { deleteRelation, relateIssues } from "./relations.ts";
import { getRoadmap } from "./roadmap.ts";
import { listSavedQueries } from "./saved-queries.ts";
import { searchRedmine } from "./search.ts";
import { listTimeEntries } from "./time/list-time-entries.ts";
import { logTime } from "./time/log-time.ts";
import { deleteTimeEntry, updateTimeEntry } from "./time/update-time-entry.ts";
import type { Tool } from "./tool.ts";
import { deleteVersion, saveVersion } from "./versions.ts";
import { showBoard, showIssue } from "./views/show.ts";
import { viewData } from "./views/view-data.ts";
import { changeWatchers } from "./watchers.ts";
import { getWikiPage } from "./wiki/get-wiki-page.ts";
import { deleteWikiPage, renameWikiPage } from "./wiki/rename-wiki-page.ts";
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

  copyIssue,
  updateNote,

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
  updateAttachment,
  listProjectFiles,

  listNews,
  getNews,
  saveNews,

  createProject,
  updateProject,
  setProjectStatus,

  renameWikiPage,

  search,
  fetchTool,

  showIssue,
  showBoard,
  viewData,

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

/** Tools of toolsets that an operator has to name, beyond `all`. */
export const pluginTools: readonly Tool[] = [
  saveChecklistItem,
  deleteChecklistItem,

  listSprints,
  setAgile,

  listDmsFiles,
  getDmsFile,
  saveDmsFile,
];

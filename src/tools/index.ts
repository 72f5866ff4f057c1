import { deleteCategory, saveCategory } from "./categories.ts";
import { fetchTool, search } from "./chatgpt.ts";
import { deleteAttachment, listProjectFiles, updateAttachment } from "./files/attachments.ts";
import { getAttachment } from "./files/get-attachment.ts";
import { uploadFile } from "./files/upload-file.ts";
import { copyIssue } from "./issues/copy-issue.ts";
import { createIssue } from "./issues/create-issue.ts";
import { deleteIssue } from "./issues/delete-issue.ts";
import { getIssueDetails } from "./issues/get-issue-details.ts";
import { listIssues, listSavedQueries } from "./issues/list-issues.ts";
import { deleteNote, updateNote } from "./issues/notes.ts";
import { updateIssue } from "./issues/update-issue.ts";
import { deleteMembership, listMembers, saveMembership } from "./members.ts";
import { deleteNews, getNews, listNews, saveNews } from "./news.ts";
import { listSprints, setAgile } from "./plugins/agile.ts";
import { deleteChecklistItem, saveChecklistItem } from "./plugins/checklists.ts";
import { getDmsFile, listDmsFiles, saveDmsFile } from "./plugins/dms.ts";
import { deleteProject, setProjectStatus } from "./projects/project-status.ts";
import { getProject, listProjectsTool } from "./projects/read-projects.ts";
import { createProject, updateProject } from "./projects/save-project.ts";
import type { Prompt } from "./prompt.ts";
import { triageNewIssues, weeklyReport } from "./prompts/issue-lists.ts";
import { draftBugReport, summarizeTicket } from "./prompts/one-issue.ts";
import { deleteRelation, relateIssues } from "./relations.ts";
import { getRoadmap } from "./roadmap.ts";
import { searchIssues, searchRedmine } from "./search.ts";
import { listTimeEntries } from "./time/list-time-entries.ts";
import { logTime } from "./time/log-time.ts";
import { deleteTimeEntry, updateTimeEntry } from "./time/update-time-entry.ts";
import type { Tool } from "./tool.ts";
import { deleteVersion, saveVersion } from "./versions.ts";
import { showBoard, showIssue, viewData } from "./views/view-tools.ts";
import { changeWatchers } from "./watchers.ts";
import { getWikiPage } from "./wiki/read-page.ts";
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

export const allPrompts: readonly Prompt[] = [summarizeTicket, draftBugReport, weeklyReport, triageNewIssues];

import { createFile, listFiles } from "./attachments/files.ts";
import { deleteAttachment, showAttachment, updateAttachment, upload } from "./attachments/write.ts";
import { listEnumeration, listRoles, listStatuses, listTrackers, showRole } from "./enumerations.ts";
import { listIssues } from "./issues/list.ts";
import { updateJournal } from "./issues/notes.ts";
import { createRelation, deleteRelation, showRelation } from "./issues/relations.ts";
import { showIssue } from "./issues/show.ts";
import { addWatchers, removeWatcher } from "./issues/watchers.ts";
import { createIssue, deleteIssue, updateIssue } from "./issues/write.ts";
import { createNews, deleteNews, listNews, showNews, updateNews } from "./news.ts";
import { createCategory, deleteCategory, listCategories, showCategory, updateCategory } from "./projects/categories.ts";
import { listProjects, showProject } from "./projects/list.ts";
import {
  createMembership,
  deleteMembership,
  listMemberships,
  showMembership,
  updateMembership,
} from "./projects/memberships.ts";
import { createVersion, deleteVersion, listVersions, showVersion, updateVersion } from "./projects/versions.ts";
import { createProject, deleteProject, setArchived, setClosed, updateProject } from "./projects/write.ts";
import { listQueries } from "./queries.ts";
import { search } from "./search.ts";
import { listTimeEntries } from "./time-entries/list.ts";
import { createTimeEntry, deleteTimeEntry, showTimeEntry, updateTimeEntry } from "./time-entries/write.ts";
import { listUsers, showAccount, showUser } from "./users.ts";
import { type Answer, type Ask, answer, createRoutes, type Routes } from "./web/ask.ts";
import { noRoute, notInTheSample } from "./web/reply.ts";
import { listWikiPages, showWikiPage } from "./wiki/pages.ts";
import { deleteWikiPage, saveWikiPage } from "./wiki/write.ts";

/** Where the same list exists under a project, the path names it. */
const inProject =
  (handler: (ask: Ask) => Response): Answer =>
  (ask, project_id = "") =>
    handler({ ...ask, params: { ...ask.params, project_id } });

/** The REST API by method and path, without the suffix .json. */
const routes: [method: string, path: string, handler: Answer][] = [
  ["GET", "/issues", listIssues],
  ["POST", "/issues", createIssue],
  ["GET", "/issues/:id{[0-9]+}", showIssue],
  ["PUT", "/issues/:id{[0-9]+}", updateIssue],
  ["DELETE", "/issues/:id{[0-9]+}", deleteIssue],
  ["POST", "/issues/:id{[0-9]+}/relations", createRelation],
  ["POST", "/issues/:id{[0-9]+}/watchers", addWatchers],
  ["DELETE", "/issues/:id{[0-9]+}/watchers/:user{[0-9]+}", removeWatcher],
  ["GET", "/relations/:id{[0-9]+}", showRelation],
  ["DELETE", "/relations/:id{[0-9]+}", deleteRelation],
  ["PUT", "/journals/:id{[0-9]+}", updateJournal],

  ["GET", "/projects", listProjects],
  ["POST", "/projects", createProject],
  ["GET", "/projects/:project", showProject],
  ["PUT", "/projects/:project", updateProject],
  ["DELETE", "/projects/:project", deleteProject],
  ["PUT", "/projects/:project/close", setClosed(true)],
  ["PUT", "/projects/:project/reopen", setClosed(false)],
  ["PUT", "/projects/:project/archive", setArchived(true)],
  ["PUT", "/projects/:project/unarchive", setArchived(false)],
  ["POST", "/projects/:project/issues", inProject(createIssue)],
  ["GET", "/projects/:project/search", search],
  ["GET", "/projects/:project/versions", listVersions],
  ["POST", "/projects/:project/versions", createVersion],
  ["GET", "/versions/:id{[0-9]+}", showVersion],
  ["PUT", "/versions/:id{[0-9]+}", updateVersion],
  ["DELETE", "/versions/:id{[0-9]+}", deleteVersion],
  ["GET", "/projects/:project/issue_categories", listCategories],
  ["POST", "/projects/:project/issue_categories", createCategory],
  ["GET", "/issue_categories/:id{[0-9]+}", showCategory],
  ["PUT", "/issue_categories/:id{[0-9]+}", updateCategory],
  ["DELETE", "/issue_categories/:id{[0-9]+}", deleteCategory],
  ["GET", "/projects/:project/memberships", listMemberships],
  ["POST", "/projects/:project/memberships", createMembership],
  ["GET", "/memberships/:id{[0-9]+}", showMembership],
  ["PUT", "/memberships/:id{[0-9]+}", updateMembership],
  ["DELETE", "/memberships/:id{[0-9]+}", deleteMembership],

  ["GET", "/time_entries", listTimeEntries],
  ["POST", "/time_entries", createTimeEntry],
  ["GET", "/time_entries/:id{[0-9]+}", showTimeEntry],
  ["PUT", "/time_entries/:id{[0-9]+}", updateTimeEntry],
  ["DELETE", "/time_entries/:id{[0-9]+}", deleteTimeEntry],

  ["GET", "/projects/:project/wiki", showWikiPage],
  ["GET", "/projects/:project/wiki/index", listWikiPages],
  ["GET", "/projects/:project/wiki/:title", showWikiPage],
  ["GET", "/projects/:project/wiki/:title/:version{[0-9]+}", showWikiPage],
  ["PUT", "/projects/:project/wiki/:title", saveWikiPage],
  ["DELETE", "/projects/:project/wiki/:title", deleteWikiPage],

  ["GET", "/news", listNews],
  ["GET", "/projects/:project/news", inProject(listNews)],
  ["POST", "/projects/:project/news", createNews],
  ["GET", "/news/:id{[0-9]+}", showNews],
  ["PUT", "/news/:id{[0-9]+}", updateNews],
  ["DELETE", "/news/:id{[0-9]+}", deleteNews],

  ["GET", "/projects/:project/files", listFiles],
  ["POST", "/projects/:project/files", createFile],
  ["POST", "/uploads", upload],
  ["GET", "/attachments/:id{[0-9]+}", showAttachment],
  ["PUT", "/attachments/:id{[0-9]+}", updateAttachment],
  ["DELETE", "/attachments/:id{[0-9]+}", deleteAttachment],

  ["GET", "/search", (ask) => search(ask)],
  ["GET", "/users", listUsers],
  ["GET", "/users/:id{[0-9]+|current}", showUser],
  ["GET", "/my/account", showAccount],
  ["GET", "/roles", listRoles],
  ["GET", "/roles/:id{[0-9]+}", showRole],
  ["GET", "/trackers", listTrackers],
  ["GET", "/issue_statuses", listStatuses],
  ["GET", "/enumerations/:kind", listEnumeration],
  ["GET", "/queries", listQueries],
];

/** What Redmine has and the sample has not. */
const notHere: [methods: string[], path: RegExp][] = [
  [["POST"], /^\/(users|groups)$/],
  [["GET"], /^\/(groups|groups\/\d+|custom_fields|issues\/\d+\/relations)$/],
  [["GET", "POST"], /^\/(projects\/[^/]+\/time_entries|issues\/\d+\/time_entries)$/],
  [["GET"], /^\/projects\/[^/]+\/issues$/],
  [["PUT", "DELETE"], /^\/(users|groups)\/(\d+|current)$/],
  [["POST", "DELETE"], /^\/groups\/\d+\/users(\/\d+)?$/],
  [["PUT"], /^\/my\/account$/],
  [["POST"], /^\/news\/\d+\/comments$/],
  [["POST", "DELETE"], /^\/projects\/[^/]+\/repository\//],
  [["POST", "DELETE"], /^\/watchers$/],
];

export function apiRoutes(): Routes {
  const app = createRoutes();
  for (const [method, path, handler] of routes) {
    app.on(method === "PUT" ? ["PUT", "PATCH"] : [method], [path], answer(path, handler));
  }

  app.all("*", ({ req }) => {
    const missing = notHere.some(([methods, path]) => methods.includes(req.method) && path.test(req.path));
    return missing ? notInTheSample(`${req.method} ${req.path}.json.`) : noRoute(req.raw);
  });
  return app;
}

import { createFile, listFiles } from "./attachments/files.ts";
import { deleteAttachment, showAttachment, updateAttachment, upload } from "./attachments/write.ts";
import { listEnumeration, listRoles, listStatuses, listTrackers, showRole } from "./enumerations.ts";
import { listIssues } from "./issues/list.ts";
import { createRelation, deleteRelation, showRelation } from "./issues/relations.ts";
import { showIssue } from "./issues/show.ts";
import { addWatchers, removeWatcher, updateJournal } from "./issues/watchers.ts";
import { createIssue, deleteIssue, updateIssue } from "./issues/write.ts";
import { listNews, news } from "./news.ts";
import { categories } from "./projects/categories.ts";
import { listProjects, showProject } from "./projects/list.ts";
import { memberships } from "./projects/memberships.ts";
import { versions } from "./projects/versions.ts";
import { createProject, deleteProject, setArchived, setClosed, updateProject } from "./projects/write.ts";
import { listQueries } from "./queries.ts";
import { search } from "./search.ts";
import { listTimeEntries } from "./time-entries/list.ts";
import { createTimeEntry, deleteTimeEntry, showTimeEntry, updateTimeEntry } from "./time-entries/write.ts";
import { listUsers, showAccount, showUser } from "./users.ts";
import { type Answer, type Ask, answer, createRoutes, type Routes } from "./web/ask.ts";
import { noRoute, notInTheSample } from "./web/reply.ts";
import { type Route, rest } from "./web/resource.ts";
import { deleteWikiPage, listWikiPages, saveWikiPage, showWikiPage } from "./wiki/pages.ts";

/** Where the same list exists under a project, the path names it. */
const inProject =
  (handler: (ask: Ask) => Response): Answer =>
  (ask, project_id = "") =>
    handler({ ...ask, params: { ...ask.params, project_id } });

/** The REST API by method and path, without the suffix .json. */
const routes: Route[] = [
  ...rest("/issues", {
    list: listIssues,
    create: createIssue,
    show: showIssue,
    update: updateIssue,
    remove: deleteIssue,
  }),
  ["POST", "/projects/:project/issues", inProject(createIssue)],
  ["POST", "/issues/:id{[0-9]+}/watchers", addWatchers],
  ["DELETE", "/issues/:id{[0-9]+}/watchers/:user{[0-9]+}", removeWatcher],
  ...rest(
    "/relations",
    { create: createRelation, show: showRelation, remove: deleteRelation },
    "/issues/:id{[0-9]+}/relations",
  ),
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
  ["GET", "/projects/:project/search", search],
  ...rest("/versions", versions, "/projects/:project/versions"),
  ...rest("/issue_categories", categories, "/projects/:project/issue_categories"),
  ...rest("/memberships", memberships, "/projects/:project/memberships"),
  ["GET", "/news", listNews],
  ...rest("/news", { ...news, list: inProject(listNews) }, "/projects/:project/news"),
  ...rest("/time_entries", {
    list: listTimeEntries,
    create: createTimeEntry,
    show: showTimeEntry,
    update: updateTimeEntry,
    remove: deleteTimeEntry,
  }),

  ["GET", "/projects/:project/wiki", showWikiPage],
  ["GET", "/projects/:project/wiki/index", listWikiPages],
  ["GET", "/projects/:project/wiki/:title", showWikiPage],
  ["GET", "/projects/:project/wiki/:title/:version{[0-9]+}", showWikiPage],
  ["PUT", "/projects/:project/wiki/:title", saveWikiPage],
  ["DELETE", "/projects/:project/wiki/:title", deleteWikiPage],

  ["GET", "/projects/:project/files", listFiles],
  ["POST", "/projects/:project/files", createFile],
  ["POST", "/uploads", upload],
  ...rest("/attachments", { show: showAttachment, update: updateAttachment, remove: deleteAttachment }),

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

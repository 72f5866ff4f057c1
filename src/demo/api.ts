import { listCustomFields } from "./custom-fields.ts";
import { listEnumeration, listRoles, listStatuses, listTrackers, showRole } from "./enumerations.ts";
import { listIssues } from "./issues/list.ts";
import { showIssue } from "./issues/show.ts";
import { createIssue, deleteIssue, updateIssue } from "./issues/write.ts";
import { listProjects, showProject } from "./projects.ts";
import { listQueries } from "./queries.ts";
import { search } from "./search.ts";
import { listGroups, listUsers, showAccount, showGroup, showUser } from "./users.ts";
import { type Ask, answer, createRoutes, type Routes } from "./web/ask.ts";
import { noRoute, notInTheSample } from "./web/reply.ts";

/** The REST API by path, without the suffix .json. */
export function apiRoutes(): Routes {
  const app = createRoutes();

  app.get("/issues", answer(listIssues));
  app.get("/issues/:id{[0-9]+}", answer(showIssue));
  app.put("/issues/:id{[0-9]+}", answer(updateIssue));
  app.delete("/issues/:id{[0-9]+}", answer(deleteIssue));
  app.post("/issues", answer(createIssue));
  app.get("/projects/:project/issues", answer(inProject(listIssues)));
  app.post("/projects/:project/issues", answer(inProject(createIssue)));

  app.get("/projects", answer(listProjects));
  app.get("/projects/:project", answer(showProject));
  app.get("/projects/:project/search", answer(search));
  app.get(
    "/search",
    answer((ask) => search(ask)),
  );

  app.get("/users", answer(listUsers));
  app.get("/users/:id{[0-9]+|current}", answer(showUser));
  app.get("/my/account", answer(showAccount));
  app.get("/groups", answer(listGroups));
  app.get("/groups/:id{[0-9]+}", answer(showGroup));

  app.get("/roles", answer(listRoles));
  app.get("/roles/:id{[0-9]+}", answer(showRole));
  app.get("/trackers", answer(listTrackers));
  app.get("/issue_statuses", answer(listStatuses));
  app.get("/enumerations/:kind", answer(listEnumeration));
  app.get("/custom_fields", answer(listCustomFields));
  app.get("/queries", answer(listQueries));

  // What Redmine has and the sample has not is refused, what neither has is not found.
  app.all("*", ({ req }) => {
    const missing = notHere.find((pattern) => pattern.test(req.path));
    return missing ? notInTheSample(`${req.method} ${req.path}.json.`) : noRoute(req.raw);
  });
  return app;
}

const notHere = [
  /^\/(issues|projects|users|groups|roles|queries|news|attachments|relations|memberships|versions|time_entries)(\/|$)/,
  /^\/(issue_categories|journals|uploads|search|my|documents|boards|messages|custom_fields|enumerations)(\/|$)/,
];

/** Where the same list exists under a project, the path names it. */
const inProject = (handler: (ask: Ask) => Response) => (ask: Ask, project_id: string) =>
  handler({ ...ask, params: { ...ask.params, project_id } });

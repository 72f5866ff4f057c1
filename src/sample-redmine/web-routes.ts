import { html } from "hono/html";
import { download, thumbnail } from "./attachments/download.ts";
import { exportIssues } from "./issues/list.ts";
import type { Sessions } from "./oauth/login.ts";
import { issuePage } from "./pages/issue.ts";
import { issueFiltersPage, issueFormPage, newsPage } from "./pages/issue-form.ts";
import { exportProjects } from "./projects/list.ts";
import type { Sample } from "./sample.ts";
import { exportTimeEntries, timeEntriesPage } from "./time-entries/list.ts";
import { type Answer, answer, createRoutes, type Routes } from "./web/ask.ts";
import { page } from "./web/page.ts";
import { notInTheSample } from "./web/reply.ts";
import { exportWikiPage } from "./wiki/pages.ts";

/** The few paths without .json that a client needs; the sample has none of Redmine's other pages. */
export function webRoutes(sample: Sample, sessions: Sessions): Routes {
  const app = createRoutes();
  const get = (path: string, handler: Answer) => app.get(path, answer(path, handler));

  app.get("/", () =>
    page(
      sample.state.title,
      html`<h1>${sample.state.title}</h1>
<p>A stand-in for Redmine: it has Redmine's REST API, its sign-in and its approval page, and of its other pages a plain one for each issue.</p>`,
    ),
  );
  get("/attachments/download/:id{[0-9]+}", download);
  get("/attachments/download/:id{[0-9]+}/:filename", download);
  get("/attachments/thumbnail/:id{[0-9]+}", thumbnail);
  get("/attachments/thumbnail/:id{[0-9]+}/:size{[0-9]+}", thumbnail);
  app.get("/issues/:id{[0-9]+}", ({ env, req }) => issuePage(env.ask, sessions.of(req.raw), req.param("id")));
  // what programs read from Redmine's pages, because its API does not tell it
  get("/news.html", newsPage);
  get("/projects.csv", exportProjects);
  get("/issues.csv", exportIssues);
  get("/time_entries.csv", exportTimeEntries);
  get("/time_entries.html", timeEntriesPage);
  get("/issues.html", (ask) => issueFiltersPage(ask));
  get("/projects/:project/issues.html", issueFiltersPage);
  get("/issues/:page{[0-9]+\\.html}", issueFormPage);
  get("/projects/:project/wiki/:file{[^/]+\\.txt}", exportWikiPage);
  get("/projects/:project/wiki/:title/:version{[0-9]+\\.txt}", exportWikiPage);
  app.all("*", () => notInTheSample("web pages other than sign-in and approval. The REST API ends in .json."));
  return app;
}

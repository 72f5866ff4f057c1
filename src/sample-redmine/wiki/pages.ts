import { may } from "../access/permissions.ts";
import { attachmentJson, attachmentsOf } from "../attachments/render.ts";
import type { WikiPage, WikiVersion } from "../content-records.ts";
import type { Project } from "../records.ts";
import type { Ask } from "../web/ask.ts";
import { orNotFound, projectBy, requireMay } from "../web/find.ts";
import { compact, included, principal } from "../web/refs.ts";
import { denied, json, noRoute, Refused } from "../web/reply.ts";

/** A wiki is there, or 404, before anybody's rights are looked at. */
export function wikiInPath(ask: Ask, key: string, permission: string): Project {
  const project = orNotFound(projectBy(ask.sample.state, key));
  if (project.wiki_start_page === null) orNotFound(undefined);
  requireMay(ask, project, permission);
  return project;
}

/** Spaces become underscores, some characters go, the first letter is large. */
export function titleize(title: string): string {
  const clean = title.replace(/\s+/g, "_").replace(/[,./?;|:]/g, "");
  return clean.slice(0, 1).toUpperCase() + clean.slice(1);
}

/** Large and small letters are the same. */
export function pageBy({ sample: { state } }: Ask, project: Project, title: string): WikiPage | undefined {
  const lower = titleize(title).toLowerCase();
  return state.wikiPages.all().find((page) => page.project_id === project.id && page.title.toLowerCase() === lower);
}

/** No path of Redmine's holds a dot in a page's name. */
export function refuseDots({ request }: Ask, title: string): void {
  if (title.includes(".")) throw new Refused(noRoute(request));
}

export const newest = (page: WikiPage): WikiVersion => {
  const version = page.versions.at(-1);
  if (!version) throw new Error(`wiki page ${page.id} has no text`);
  return version;
};

const parentJson = ({ sample: { state } }: Ask, page: WikiPage) => {
  const parent = state.wikiPages.get(page.parent_id);
  return parent && { title: parent.title };
};

export function pageJson(ask: Ask, page: WikiPage, content: WikiVersion): object {
  const { sample, params } = ask;
  const files = attachmentsOf(sample.state, { type: "wiki_page", id: page.id });
  return compact({
    title: page.title,
    parent: parentJson(ask, page),
    text: content.text,
    version: content.version,
    author: principal(sample.state, content.author_id),
    comments: content.comments,
    created_on: page.created_on,
    updated_on: content.updated_on,
    attachments: included(params.include)("attachments")
      ? files.map((file) => attachmentJson(sample, file))
      : undefined,
  });
}

/** GET /projects/:id/wiki/index.json: by title. */
export function listWikiPages(ask: Ask, key: string): Response {
  const project = wikiInPath(ask, key, "view_wiki_pages");
  const wiki_pages = ask.sample.state.wikiPages
    .where(({ project_id }) => project_id === project.id)
    // SQLite orders text by its bytes.
    .sort((a, b) => (a.title < b.title ? -1 : 1))
    .map((page) =>
      compact({
        title: page.title,
        parent: parentJson(ask, page),
        version: newest(page).version,
        created_on: page.created_on,
        updated_on: newest(page).updated_on,
      }),
    );
  return json({ wiki_pages });
}

/** GET /projects/:id/wiki/:title(/:version).json; without a title the start page. */
export function showWikiPage(ask: Ask, key: string, title = "", version?: string): Response {
  const { page, content } = pageInPath(ask, key, title, version);
  return json({ wiki_page: pageJson(ask, page, content) });
}

/** GET /projects/:id/wiki/:title(/:version).txt: Redmine knows the format only for those who may export pages. */
export function exportWikiPage(ask: Ask, key: string, file: string, version?: string): Response {
  const title = version === undefined ? file.slice(0, -".txt".length) : file;
  const { project, content } = pageInPath(ask, key, title, version?.slice(0, -".txt".length));
  if (!may(ask.sample, ask.caller, "export_wiki_pages", project)) return new Response("", { status: 406 });
  return new Response(content.text, { headers: { "content-type": "text/plain" } });
}

function pageInPath(ask: Ask, key: string, title: string, version: string | undefined) {
  refuseDots(ask, title);
  const project = wikiInPath(ask, key, "view_wiki_pages");
  if (version !== undefined && !may(ask.sample, ask.caller, "view_wiki_edits", project)) {
    throw new Refused(denied(ask.sample.switches, ask.caller));
  }
  const page = orNotFound(pageBy(ask, project, title || (project.wiki_start_page ?? "")));
  const content = version === undefined ? newest(page) : page.versions.find((row) => row.version === Number(version));
  return { project, page, content: orNotFound(content) };
}

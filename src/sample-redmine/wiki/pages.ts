import { may } from "../access/permissions.ts";
import { attach, readUploads } from "../attachments/files.ts";
import { attachmentJson, attachmentsOf } from "../attachments/render.ts";
import type { WikiPage, WikiVersion } from "../content-records.ts";
import { anonymousId } from "../issues/draft.ts";
import type { Project } from "../records.ts";
import { timestamp } from "../sample.ts";
import type { State } from "../state.ts";
import type { Ask } from "../web/ask.ts";
import { orNotFound, projectBy, requireMay } from "../web/find.ts";
import { integer, objectIn, type Params, present, text } from "../web/params.ts";
import { compact, included, principal } from "../web/refs.ts";
import { denied, empty, json, noContent, noRoute, notInTheSample, Refused, unprocessable } from "../web/reply.ts";

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

const longestComment = 1024;

/** PUT /projects/:id/wiki/:title.json: 201 for a new page, 204 for a changed one, 409 for one that moved on meanwhile. */
export function saveWikiPage(ask: Ask, key: string, title: string): Response {
  refuseDots(ask, title);
  const { sample, caller, params } = ask;
  const project = wikiInPath(ask, key, "edit_wiki_pages");
  const page = pageBy(ask, project, title);
  const values = objectIn(params, "wiki_page");
  if (params.section !== undefined) return notInTheSample("writing a section of a wiki page.");

  if (!page && values.text === undefined) return notInTheSample("wiki pages without a text.");

  // Only who may rename pages may move them under others; a new page goes where it is put.
  const placing = !page || may(sample, caller, "rename_wiki_pages", project);
  const parent = placing ? parentFor(ask, project, page, values) : { id: page?.parent_id ?? null };
  if (!parent) return unprocessable([]);
  const renamed = page && placing && present(values.title) ? titleize(text(values.title) ?? "") : page?.title;
  const other = page && pageBy(ask, project, renamed ?? "");
  if (other && other.id !== page?.id) return unprocessable([]);
  const body = text(values.text) ?? "";
  const comments = text(values.comments) ?? null;
  const changed = !page || newest(page).text !== body;
  if (changed && body === "") return unprocessable([ask.say.of("text", "blank")]);
  if (changed && (comments ?? "").length > longestComment) {
    return unprocessable([ask.say.of("comments", "tooLong", longestComment)]);
  }
  const stale = page && present(values.version) && integer(values.version) !== newest(page).version;
  if (changed && stale) return empty(409);

  const at = timestamp(sample);
  const saved =
    page ??
    sample.state.wikiPages.add({
      project_id: project.id,
      title: titleize(text(values.title) || title),
      parent_id: null,
      versions: [],
      created_on: at,
    });
  saved.parent_id = parent.id;
  saved.title = renamed ?? saved.title; // the sample keeps no redirect from the old title
  if (changed) {
    saved.versions.push({
      version: saved.versions.length + 1,
      text: body,
      author_id: caller.user?.id ?? anonymousId,
      comments,
      updated_on: at,
    });
  }
  attach(readUploads(ask, values.uploads).files, { type: "wiki_page", id: saved.id });
  if (page) return noContent();

  const root = new URL(sample.baseUrl).pathname.replace(/\/$/, "");
  const location = `${root}/projects/${project.identifier}/wiki/${encodeURIComponent(saved.title)}`;
  return json({ wiki_page: pageJson(ask, saved, newest(saved)) }, 201, { location });
}

/** Undefined: there is no such parent, or it lies below the page itself. */
function parentFor(
  ask: Ask,
  project: Project,
  page: WikiPage | undefined,
  values: Params,
): { id: number | null } | undefined {
  if (values.parent_title === undefined) return { id: page?.parent_id ?? null };
  if (!present(values.parent_title)) return { id: null };
  const parent = pageBy(ask, project, text(values.parent_title) ?? "");
  if (!parent || (page && isBelow(ask.sample.state, parent, page))) return undefined;
  return { id: parent.id };
}

const isBelow = (state: State, page: WikiPage, top: WikiPage): boolean => {
  if (page.id === top.id) return true;
  const parent = state.wikiPages.get(page.parent_id);
  return parent !== undefined && isBelow(state, parent, top);
};

/** DELETE /projects/:id/wiki/:title.json: the pages below stay, at the top, unless `todo` says otherwise. */
export function deleteWikiPage(ask: Ask, key: string, title: string): Response {
  refuseDots(ask, title);
  const { state } = ask.sample;
  const project = wikiInPath(ask, key, "delete_wiki_pages");
  const page = orNotFound(pageBy(ask, project, title));
  const target = ask.params.todo === "reassign" ? state.wikiPages.get(integer(ask.params.reassign_to_id)) : undefined;
  const gone =
    ask.params.todo === "destroy"
      ? state.wikiPages.where((row) => row.project_id === project.id && isBelow(state, row, page))
      : [page];

  for (const row of gone) {
    for (const child of state.wikiPages.where(({ parent_id }) => parent_id === row.id)) {
      child.parent_id = target && target.id !== child.id ? target.id : null;
    }
    state.attachments.deleteWhere(({ container }) => container?.type === "wiki_page" && container.id === row.id);
    state.wikiPages.delete(row.id);
  }
  return noContent();
}

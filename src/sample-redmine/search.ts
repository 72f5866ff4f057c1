import { isAdmin, may } from "./access/permissions.ts";
import { attachmentsOf } from "./attachments/render.ts";
import type { Container } from "./content-records.ts";
import { wordsOf } from "./filters/match.ts";
import { holds, searchableTexts } from "./issues/match-question.ts";
import { visibleIssues } from "./issues/visible.ts";
import { type Project, projectStatus, type Row } from "./records.ts";
import type { Ask } from "./web/ask.ts";
import { orNotFound, projectBy, requireMayIn } from "./web/find.ts";
import { readPage, withoutMeta } from "./web/paging.ts";
import { present, text } from "./web/params.ts";
import { projectOf } from "./web/refs.ts";
import { json, notInTheSample } from "./web/reply.ts";

type Result = { id: number; title: string; type: string; url: string; description: string | null; datetime: string };

/** Something that can be found: each group of texts must hold the words by itself. */
type Candidate = { result: Result; groups: string[][]; container?: Container };

const kinds = ["issues", "news", "documents", "changesets", "wiki_pages", "messages", "projects"];

/** GET /search.json and /projects/:id/search.json: newest first. */
export function search(ask: Ask, key?: string): Response {
  const { sample, params } = ask;
  const project = key === undefined ? undefined : orNotFound(projectBy(sample.state, key));
  requireMayIn(ask, project, "search_project");

  const { offset, limit } = readPage(params);
  const words = wordsOf(text(params.q) ?? "");
  // With nothing to look for Redmine counts nothing either.
  if (words.length === 0)
    return json(withoutMeta(ask) ? { results: [] } : { results: [], total_count: null, offset, limit });
  if (params.scope === "bookmarks") return notInTheSample("bookmarks.");

  const projects = projectsToSearch(ask, project);
  const single = project !== undefined && !["all", "my_projects", "subprojects"].includes(text(params.scope) ?? "");
  const results = selectedKinds(ask, single ? project : undefined)
    .flatMap((kind) => candidates(ask, kind, projects))
    .filter((candidate) => matches(ask, candidate, words))
    .map(({ result }) => result)
    .sort((a, b) => b.datetime.localeCompare(a.datetime) || b.id - a.id);
  const page = { results: results.slice(offset, offset + limit) };
  return json(withoutMeta(ask) ? page : { ...page, total_count: results.length, offset, limit });
}

/** Undefined: everywhere. */
function projectsToSearch({ sample, caller, params }: Ask, project: Project | undefined): Set<number> | undefined {
  const { state } = sample;
  switch (params.scope) {
    case "all":
      return undefined;
    case "my_projects":
      return new Set(state.members.where((row) => row.principal_id === caller.user?.id).map((row) => row.project_id));
    case "subprojects":
      return project && new Set(withDescendants(project));
    default:
      return project && new Set([project.id]);
  }

  function withDescendants({ id }: Project): number[] {
    return [id, ...state.projects.where((row) => row.parent_id === id).flatMap(withDescendants)];
  }
}

/** In a single project only what the token's scopes allow there; elsewhere scopes do not count. */
function selectedKinds({ sample, caller, params }: Ask, project: Project | undefined): string[] {
  const available = project
    ? kinds.filter((kind) => kind !== "projects" && may(sample, caller, `view_${kind}`, project))
    : kinds;
  const selected = available.filter((kind) => present(params[kind]));
  return selected.length > 0 ? selected : available;
}

function matches({ sample, params }: Ask, { groups, container }: Candidate, words: string[]): boolean {
  const all = params.all_words === undefined || present(params.all_words);
  const attachments = text(params.attachments) || "0";
  const titlesOnly = present(params.titles_only);
  if (attachments !== "only" && holds(groups, words, all)) return true;
  if (!container || attachments === "0" || (titlesOnly && attachments !== "only")) return false;
  const files = attachmentsOf(sample.state, container).map((file) => [file.filename, file.description ?? ""]);
  return holds(files, words, all);
}

type Dated = Row & { created_on: string };
type Text = string | null;

function candidates(ask: Ask, kind: string, projects: Set<number> | undefined): Candidate[] {
  const { sample, caller, params, say } = ask;
  const { state, baseUrl } = sample;
  const titlesOnly = present(params.titles_only);
  const inside = ({ project_id }: { project_id: number }) => projects?.has(project_id) ?? true;
  const readable = (permission: string) => (row: { project_id: number }) =>
    inside(row) && may(sample, caller, permission, projectOf(state, row), { byRole: true });
  const texts = (title: string, ...more: Text[]) => [[title, ...(titlesOnly ? [] : more.map((text) => text ?? ""))]];
  const hit = (row: Dated, type: string, title: string, path: string, description: Text, groups: string[][]) => {
    const result = { id: row.id, title, type, url: `${baseUrl}${path}`, description, datetime: row.created_on };
    return { result, groups };
  };

  switch (kind) {
    case "issues":
      return visibleIssues(sample, caller)
        .filter(inside)
        .flatMap((issue) => {
          const { id, subject, description } = issue;
          const status = state.statuses.get(issue.status_id);
          if (present(params.open_issues) && status?.is_closed) return [];
          const title = `${state.trackers.get(issue.tracker_id)?.name} #${id} (${status?.name}): ${subject}`;
          const type = status?.is_closed ? "issue-closed" : "issue";
          const groups = searchableTexts(ask, issue, titlesOnly);
          return [
            { ...hit(issue, type, title, `/issues/${id}`, description, groups), container: { type: "issue", id } },
          ];
        });
    case "news":
      return state.news.where(readable("view_news")).map((item) => {
        const { id, title, summary, description } = item;
        const groups = texts(title, summary, description);
        return { ...hit(item, "news", title, `/news/${id}`, description, groups), container: { type: "news", id } };
      });
    case "wiki_pages":
      return state.wikiPages.where(readable("view_wiki_pages")).map((page) => {
        const { id, title } = page;
        const body = page.versions.at(-1)?.text ?? "";
        const path = `/projects/${projectOf(state, page).identifier}/wiki/${encodeURIComponent(title)}`;
        const result = hit(page, "wiki-page", `Wiki: ${title}`, path, body, texts(title, body));
        return { ...result, container: { type: "wiki_page", id } };
      });
    case "projects":
      return state.projects
        .where(({ id, status }) => status !== projectStatus.archived && inside({ project_id: id }))
        .filter((project) => isAdmin(caller) || may(sample, caller, "view_project", project, { byRole: true }))
        .map((project) => {
          const { name, identifier, description } = project;
          const groups = texts(name, identifier, description);
          return hit(project, "project", `${say("project")}: ${name}`, `/projects/${identifier}`, description, groups);
        });
    case "documents":
      return state.documents.where(readable("view_documents")).map((document) => {
        const { id, title, description } = document;
        const groups = texts(title, description);
        return hit(document, "document", `${say("document")}: ${title}`, `/documents/${id}`, description, groups);
      });
    default:
      // The sample has no repositories and no forums.
      return [];
  }
}

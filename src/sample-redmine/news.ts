import { may, mayAnywhere } from "./access/permissions.ts";
import { attach, readUploads } from "./attachments/attach.ts";
import { attachmentJson, attachmentsOf } from "./attachments/render.ts";
import type { NewsItem } from "./content-records.ts";
import { anonymousId } from "./issues/draft.ts";
import { timestamp } from "./sample.ts";
import type { Ask } from "./web/ask.ts";
import { projectInParams, projectInPath, requireMay, rowInPath } from "./web/find.ts";
import { paged } from "./web/paging.ts";
import { isParams, type Params, text } from "./web/params.ts";
import { compact, included, principal, projectOf, projectRef } from "./web/refs.ts";
import { denied, json, noContent, Refused, unprocessable } from "./web/reply.ts";

const longestTitle = 60;
const longestSummary = 255;

const newsJson = ({ sample: { state } }: Ask, item: NewsItem) => ({
  id: item.id,
  project: projectRef(state, item.project_id),
  author: principal(state, item.author_id),
  title: item.title,
  summary: item.summary,
  description: item.description,
  created_on: item.created_on,
});

/** GET /news.json and /projects/:id/news.json: newest first, a project's own only. */
export function listNews(ask: Ask): Response {
  const { sample, caller } = ask;
  const project = projectInParams(ask);
  if (project) requireMay(ask, project, "view_news");
  else if (!mayAnywhere(sample, caller, "view_news")) throw new Refused(denied(sample.switches, caller));
  const rows = sample.state.news
    .where((item) => project === undefined || item.project_id === project.id)
    .filter((item) => may(sample, caller, "view_news", projectOf(sample.state, item), { byRole: true }))
    .sort((a, b) => b.created_on.localeCompare(a.created_on));
  return json(paged("news", rows, ask, (item) => newsJson(ask, item)));
}

/** GET /news/:id.json */
export function showNews(ask: Ask, id: string): Response {
  const { sample, params } = ask;
  const item = rowInPath(ask, ask.sample.state.news, id, "view_news");
  const includes = included(params.include);
  const files = attachmentsOf(sample.state, { type: "news", id: item.id });
  const comments = sample.state.newsComments.where(({ news_id }) => news_id === item.id);
  return json({
    news: compact({
      ...newsJson(ask, item),
      summary: item.summary || undefined,
      attachments: includes("attachments") ? files.map((file) => attachmentJson(sample, file)) : undefined,
      comments: includes("comments")
        ? comments.map((row) => ({
            id: row.id,
            author: principal(sample.state, row.author_id),
            content: row.content,
          }))
        : undefined,
    }),
  });
}

/** POST /projects/:id/news.json answers 204, without the new one's id. */
export function createNews(ask: Ask, key: string): Response {
  const { sample, caller } = ask;
  const project = projectInPath(ask, key, "manage_news");
  const draft: NewsItem = {
    id: 0,
    project_id: project.id,
    title: "",
    summary: "",
    description: "",
    author_id: caller.user?.id ?? anonymousId,
    created_on: timestamp(sample),
  };
  return save(ask, draft, () => sample.state.news.add(draft));
}

/** PUT /news/:id.json */
export function updateNews(ask: Ask, id: string): Response {
  const item = rowInPath(ask, ask.sample.state.news, id, "manage_news");
  const draft = { ...item };
  return save(ask, draft, () => Object.assign(item, draft));
}

function save(ask: Ask, draft: NewsItem, store: () => NewsItem): Response {
  const { say } = ask;
  const given: Params = isParams(ask.params.news) ? ask.params.news : {};
  for (const name of ["title", "summary", "description"] as const) {
    if (given[name] !== undefined) draft[name] = text(given[name]) ?? "";
  }
  const uploads = readUploads(ask, given.uploads);
  const errors = [
    ...uploads.errors,
    ...(draft.title.trim() === "" ? [say.of("title", "blank")] : []),
    ...(draft.description.trim() === "" ? [say.of("description", "blank")] : []),
    ...(draft.title.length > longestTitle ? [say.of("title", "tooLong", longestTitle)] : []),
    ...(draft.summary.length > longestSummary ? [say.of("summary", "tooLong", longestSummary)] : []),
  ];
  if (errors.length > 0) return unprocessable(errors);
  attach(uploads.files, { type: "news", id: store().id });
  return noContent();
}

/** DELETE /news/:id.json */
export function deleteNews(ask: Ask, id: string): Response {
  const item = rowInPath(ask, ask.sample.state.news, id, "manage_news");
  ask.sample.state.news.delete(item.id);
  return noContent();
}

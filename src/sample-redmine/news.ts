import { may } from "./access/permissions.ts";
import { attach, readUploads } from "./attachments/files.ts";
import { attachmentJson, attachmentsOf } from "./attachments/render.ts";
import type { NewsItem } from "./content-records.ts";
import { anonymousId } from "./issues/draft.ts";
import { timestamp } from "./sample.ts";
import type { Ask } from "./web/ask.ts";
import { projectInParams, requireMayIn } from "./web/find.ts";
import { paged } from "./web/paging.ts";
import { text } from "./web/params.ts";
import { compact, included, pick, principal, projectOf, projectRef } from "./web/refs.ts";
import { json } from "./web/reply.ts";
import { resource } from "./web/resource.ts";

const longestTitle = 60;
const longestSummary = 255;

const newsJson = ({ sample: { state } }: Ask, item: NewsItem) => ({
  id: item.id,
  project: projectRef(state, item.project_id),
  author: principal(state, item.author_id),
  ...pick(item, "title", "summary", "description", "created_on"),
});

/** GET /news.json and /projects/:id/news.json: newest first, a project's own only. */
export function listNews(ask: Ask): Response {
  const { sample, caller } = ask;
  const project = projectInParams(ask);
  requireMayIn(ask, project, "view_news");
  const rows = sample.state.news
    .where((item) => project === undefined || item.project_id === project.id)
    .filter((item) => may(sample, caller, "view_news", projectOf(sample.state, item), { byRole: true }))
    .sort((a, b) => b.created_on.localeCompare(a.created_on));
  return json(paged("news", rows, ask, (item) => newsJson(ask, item)));
}

/** With the files and comments that a request asks for. */
function newsWithParts(ask: Ask, item: NewsItem): object {
  const { sample, params } = ask;
  const includes = included(params.include);
  const files = attachmentsOf(sample.state, { type: "news", id: item.id });
  const comments = sample.state.newsComments.where(({ news_id }) => news_id === item.id);
  return compact({
    ...newsJson(ask, item),
    summary: item.summary || undefined,
    attachments: includes("attachments") ? files.map((file) => attachmentJson(sample, file)) : undefined,
    comments: includes("comments")
      ? comments.map(({ id, author_id, content }) => ({ id, author: principal(sample.state, author_id), content }))
      : undefined,
  });
}

export const news = resource<NewsItem>({
  name: "news",
  table: (state) => state.news,
  read: ["view_news"],
  write: ["manage_news"],
  json: newsWithParts,
  blank: ({ sample, caller }, project) => ({
    id: 0,
    project_id: project.id,
    title: "",
    summary: "",
    description: "",
    author_id: caller.user?.id ?? anonymousId,
    created_on: timestamp(sample),
  }),
  assign(ask, draft, values) {
    const { say } = ask;
    for (const name of ["title", "summary", "description"] as const) {
      if (values[name] !== undefined) draft[name] = text(values[name]) ?? "";
    }
    return [
      ...readUploads(ask, values.uploads).errors,
      ...(draft.title.trim() === "" ? [say.of("title", "blank")] : []),
      ...(draft.description.trim() === "" ? [say.of("description", "blank")] : []),
      ...(draft.title.length > longestTitle ? [say.of("title", "tooLong", longestTitle)] : []),
      ...(draft.summary.length > longestSummary ? [say.of("summary", "tooLong", longestSummary)] : []),
    ];
  },
  saved: (ask, { id }, values) => void attach(readUploads(ask, values.uploads).files, { type: "news", id }),
});

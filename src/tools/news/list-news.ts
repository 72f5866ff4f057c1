import { z } from "zod";
import { line } from "../../format/clean.ts";
import { day } from "../../format/dates.ts";
import { resolveProject } from "../../redmine/lookups/projects.ts";
import { path } from "../../redmine/path.ts";
import { newsList } from "../../redmine/schemas/news.ts";
import { nameOrId } from "../name-or-id.ts";
import { defineTool } from "../tool.ts";

export const listNews = defineTool({
  name: "list_news",
  title: "News",
  description: "News of a project or of all, newest first; get_news has the whole text.",
  access: "read",
  toolset: "news",
  scopes: ["view_news"],
  input: z.object({
    project_id: nameOrId.optional(),
    limit: z.int().min(1).max(100).default(25),
    offset: z.int().min(0).default(0),
  }),
  run: async ({ project_id, limit, offset }, { redmine, lookups, quote }) => {
    const project = project_id === undefined ? undefined : await resolveProject(project_id, redmine, lookups);
    const at = project ? path`projects/${project.id}/news.json` : path`news.json`;
    const what = project ? `the news of project ${project.identifier}` : "the news";
    const { news, total_count: total } = await redmine.get(at, newsList, { what, query: { limit, offset } });
    if (news.length === 0)
      return offset === 0 ? "There is no news." : `None from offset ${offset} on: ${total} in all.`;

    const rows = news.map(({ id, title, summary, author, created_on, ...item }) => {
      const facts = [
        `id ${id}`,
        day(created_on),
        author && line(author.name, 80),
        !project && line(item.project.name, 80),
      ];
      return `- ${line(title)} (${facts.filter(Boolean).join(", ")})${summary ? `: ${line(summary, 255)}` : ""}`;
    });
    const end = offset + news.length;
    const more = end < total ? ` Shown: ${offset + 1}–${end}. More: offset ${end}.` : "";
    return `${total} news.${more}\n${quote(rows.join("\n"))}`;
  },
});

import { z } from "zod";
import { line } from "../../format/clean.ts";
import { issueHits } from "../../format/issue-list.ts";
import { searchAnswer } from "../../redmine/content.ts";
import { path } from "../../redmine/path.ts";
import { resolveProject } from "../../redmine/projects.ts";
import { ToolRefusal } from "../errors.ts";
import { fewerShown, searchFewer } from "../fewer-words.ts";
import { nameOrId } from "../input.ts";
import { searchWords } from "../search.ts";
import { defineTool } from "../tool.ts";

const pageSize = 25;

export const searchIssues = defineTool({
  name: "search_issues",
  title: "Search issues",
  description: "Full-text search in subjects, descriptions, notes and custom fields; all words must occur.",
  access: "read",
  toolset: "core",
  scopes: ["search_project", "view_issues"],
  parameters: z.object({
    query: z.string().trim().min(1).max(500).describe('up to 5 words or "phrases"'),
    project_id: nameOrId.optional(),
    open_issues_only: z.boolean().optional(),
    offset: z.int().min(0).optional(),
  }),
  execute: async ({ query, project_id, open_issues_only, offset = 0 }, { redmine, quote }) => {
    const project = project_id === undefined ? undefined : await resolveProject(project_id, redmine);
    const search = (text: string, all = true, page = { limit: pageSize, offset }) =>
      redmine.get(project ? path`projects/${project.id}/search.json` : path`search.json`, searchAnswer, {
        what: project ? `the issues of ${project.name}` : "the search",
        query: {
          q: text,
          all_words: all ? undefined : "",
          issues: 1,
          open_issues: open_issues_only ? 1 : undefined,
          scope: project ? "subprojects" : undefined,
          ...page,
        },
      });
    const { results, total_count } = await search(query);
    if (total_count === null) throw new ToolRefusal("Redmine takes none of these words: give a longer one.");

    const { used, unused } = searchWords(query);
    const fewer =
      total_count === 0 && offset === 0
        ? await searchFewer(used, (text, any) => search(text, !any, { limit: fewerShown, offset: 0 }))
        : undefined;
    if (fewer) return `${fewer.sentence}\n${quote(issueHits(fewer.results, fewer.words))}`;
    const found = `${total_count} ${open_issues_only ? "open " : ""}${total_count === 1 ? "issue" : "issues"} found`;
    const hints = [
      unused.length > 0 && `Not searched for: ${unused.map((word) => line(word, 40)).join(", ")}.`,
      total_count === 0 && used.length > 1 && "All words must occur: try fewer or other words.",
      /^#?\d+$/.test(query) && `Issue ${line(query)} itself: get_issue_details.`,
      offset + results.length < total_count && `Next: offset=${offset + results.length}.`,
    ];
    const head =
      results.length > 0
        ? `${found}; ${offset + 1}–${offset + results.length}, newest first, with the day of creation:`
        : `${found}${total_count > 0 ? `; none from offset ${offset} on` : ""}.`;
    return [head, results.length > 0 && quote(issueHits(results, used)), ...hints].filter(Boolean).join("\n");
  },
});

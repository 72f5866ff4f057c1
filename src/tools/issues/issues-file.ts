import { csvRow, csvText } from "../../format/csv.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { chooseField } from "../../redmine/custom-fields.ts";
import { filterFieldOfAll } from "../../redmine/filters.ts";
import { countIssues, exportIssues } from "../../redmine/issue-export.ts";
import { unknownName } from "../../redmine/named-list.ts";
import { resolveProject } from "../../redmine/projects.ts";
import type { Query } from "../../redmine/send.ts";
import { type Block, defineTool, ToolRefusal } from "../tool.ts";
import { columnNamed } from "./columns.ts";
import { type ListInput, listInput, listQuery } from "./list-query.ts";

type Link = Extract<Block, { type: "resource_link" }>;

const maxFileRows = 5_000;
const maxFileBytes = 2_000_000;
const longestAddress = 6_000; // characters; servers in between may refuse longer ones

export const issuesFileUri = "redmine://issues.csv/{conditions}";

/** What list_issues answers with `csv`: how many issues there are, and a link that the client reads as the same person. */
export async function issuesFileLink(
  input: ListInput,
  query: Query,
  redmine: RedmineReader,
): Promise<{ total: number; note: string; link: Link }> {
  if (input.group_by) throw new ToolRefusal("csv: the file has a row for each issue. Leave out group_by.");
  const { csv: _csv, limit: _limit, offset: _offset, sort: _sort, ...conditions } = input;
  const [total] = await Promise.all([countIssues(redmine, query), fieldsOf(input, redmine)]);

  const uri = issuesFileUri.replace("{conditions}", encodeURIComponent(JSON.stringify(conditions)));
  if (uri.length > longestAddress) throw new ToolRefusal("csv: these are too many conditions for a link.");
  const link: Link = { type: "resource_link", uri, name: "issues.csv", title: "Issues", mimeType: "text/csv" };
  const isPart = query.query_id !== undefined || total > maxFileRows;
  const most = query.query_id === undefined ? ` It has at most ${maxFileRows} rows.` : "";
  return { total, note: isPart ? `${most} Its last row says if issues are missing.` : "", link };
}

/** The file behind such a link. It is for the person's spreadsheet, not for a model: it goes out as bytes, in no boundary. */
export const issuesFile = defineTool({
  name: "issues_csv",
  title: "Issues as CSV",
  description: "A file for spreadsheets; list_issues with csv links to it.",
  access: "read",
  toolset: "core",
  scopes: ["view_issues"],
  extraScopes: ["view_time_entries", "view_members", "view_project"],
  reads: ["list_issues"],
  maxChars: maxFileBytes + 1_000,
  parameters: listInput.omit({ csv: true, group_by: true, sort: true, limit: true, offset: true }),
  execute: async (input, { redmine, now }) => {
    const query = await listQuery(input, redmine, now);
    const { titles, rows, total } = await exportIssues(redmine, query, await fieldsOf(input, redmine), maxFileRows);
    const { text, shown } = await csvText([titles, ...rows], maxFileBytes);
    const count = shown - 1;
    if (count >= total) return text;
    const note = `Only ${count} of ${total} issues are in this file. Narrow the conditions for the others.`;
    return text + csvRow([note, ...titles.slice(1).map(() => "")]);
  },
});

/** Redmine's names of the custom fields among the columns asked for; all other columns are there anyway. */
async function fieldsOf({ columns = [], project_id }: ListInput, redmine: RedmineReader): Promise<string[]> {
  const names = columns.filter((name) => columnNamed(name) === undefined);
  if (names.length === 0) return [];
  const project = project_id === undefined ? undefined : await resolveProject(project_id, redmine);
  const fields = names.map(async (name) => {
    const field = project ? await chooseField(name, project, redmine) : await filterFieldOfAll(name, redmine);
    if (!field) throw unknownName({ kind: "custom field", input: name, names: [], hint: "Give project_id." });
    return `cf_${field.id}`;
  });
  return [...new Set(await Promise.all(fields))];
}

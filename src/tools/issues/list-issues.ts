import { foreign } from "../../format/clean.ts";
import type { NameOf } from "../../format/history.ts";
import { isIssueColumn, issueList, sameField } from "../../format/issue-list.ts";
import type { Quote } from "../../format/text.ts";
import { hours } from "../../format/units.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { fieldValueNames } from "../../redmine/custom-field-names.ts";
import { type IssueRow, issueList as issueListAnswer } from "../../redmine/issues.ts";
import { path } from "../../redmine/path.ts";
import type { Query } from "../../redmine/send.ts";
import { tagScopes } from "../plugins/tags.ts";
import { defineTool } from "../tool.ts";
import { groupIssues } from "./group-issues.ts";
import { type ListInput, listInput, listQuery, sortOrder } from "./list-query.ts";

export interface ListColumns {
  /** Those asked for that can be shown. */
  shown: readonly string[];
  /** Custom fields that none of the issues has. */
  absent: readonly string[];
  nameOf: NameOf;
}

/** The columns asked for, and the names of what the custom fields among them refer to. */
export async function listColumns(
  asked: readonly string[],
  issues: readonly IssueRow[],
  redmine: RedmineReader,
): Promise<ListColumns> {
  const fields = asked.filter((name) => !isIssueColumn(name));
  const holders = issues.map(({ id, project, tracker, custom_fields }) => ({
    id,
    project,
    tracker,
    custom_fields: custom_fields.filter((field) => fields.some((name) => sameField(field, name))),
  }));
  const { names } = await fieldValueNames(holders, redmine);
  const absent = fields.filter((name) => !holders.some((each) => each.custom_fields.some((f) => sameField(f, name))));

  return {
    shown: asked.filter((name) => !absent.includes(name)),
    absent,
    nameOf: (column, id) => names.get(Number(column.slice("field ".length)))?.get(id),
  };
}

export const listIssues = defineTool({
  name: "list_issues",
  title: "List issues",
  description:
    'Issues by conditions. Ids may be names; A|B: either; "!" before: not; people also me; none or any where a field can be empty. Dates: 2026-01-31, >=-7d, 2026-01-01..today.',
  access: "read",
  toolset: "core",
  scopes: ["view_issues"],
  extraScopes: ["view_time_entries", "view_members", "view_project"],
  plugins: { tags: { parameters: ["tags"], extraScopes: tagScopes } },
  parameters: listInput,
  execute: async (given, { redmine, quote, now }) => {
    const { limit = 25, offset = 0, columns = [] } = given;
    const query = await listQuery(given, redmine, now);
    if (given.group_by) return groupsText(given.group_by, given, query, redmine, quote);
    const saved = query.query_id !== undefined;
    const order = given.sort || !saved ? sortOrder(given.sort ?? "updated:desc") : undefined;

    const { issues, total_count } = await redmine.get(path`issues.json`, issueListAnswer, {
      what: "the list of issues",
      query: { ...query, sort: order?.query, limit, offset },
    });
    if (issues.length === 0) return nothing(given, total_count, offset);

    const { shown: asked, absent, nameOf } = await listColumns(columns, issues, redmine);
    const sorted = (order?.by ?? []).filter((name) => name !== "id" && name !== "subject");
    const { text, shown } = issueList(issues, [...asked, ...sorted], nameOf);

    const after = offset + shown;
    const range = shown === total_count ? total_count : `${offset + 1}–${after} of ${total_count}`;
    const hints = [
      absent.length > 0 &&
        `None of these issues has a field named ${absent.map((name) => foreign(name, 80)).join(", ")}.`,
      after < total_count && `Next: offset=${after}.`,
    ];
    const sums = shown === total_count ? hoursOf(issues) : "";
    return [`${range} ${kindOf(given, total_count)}${sums}:`, quote(text), ...hints].filter(Boolean).join("\n");
  },
});

async function groupsText(
  fields: readonly string[],
  input: ListInput,
  query: Query,
  redmine: RedmineReader,
  quote: Quote,
): Promise<string> {
  const { offset = 0, project_id } = input;
  const { total, sums, table, next } = await groupIssues(fields, query, project_id, offset, redmine);
  if (total === 0) return nothing(input, 0, 0);
  const hint = next === undefined ? "" : `\nNext: offset=${next}.`;
  return `${total} ${kindOf(input, total)}, ${sums}:\n${quote(table)}${hint}`;
}

/** ", 7.5 h estimated, 3 h spent", where there is something to add up. */
function hoursOf(issues: readonly IssueRow[]): string {
  const sum = (of: (issue: IssueRow) => number | null | undefined) =>
    issues.reduce((total, issue) => total + (of(issue) ?? 0), 0);
  const estimated = sum(({ estimated_hours }) => estimated_hours);
  const spent = sum(({ spent_hours }) => spent_hours);
  return [estimated > 0 && `, ${hours(estimated)} estimated`, spent > 0 && `, ${hours(spent)} spent`]
    .filter(Boolean)
    .join("");
}

/** Which issues these are by their status, as the default is not seen in the call. */
function kindOf({ status_id, query_id }: ListInput, count: number): string {
  const open = query_id === undefined && (status_id === undefined || status_id === "open");
  return `${open ? "open " : status_id === "closed" ? "closed " : ""}${count === 1 ? "issue" : "issues"}`;
}

function nothing(given: ListInput, total: number, offset: number): string {
  const kind = kindOf(given, total);
  if (total > 0) return `${total} ${kind}, none from offset ${offset} on.`;
  return `No ${kind} found.${kind.startsWith("open") ? ' status_id="*" looks at closed ones too.' : ""}`;
}

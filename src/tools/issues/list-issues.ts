import { z } from "zod";
import { foreign, line } from "../../format/clean.ts";
import type { NameOf } from "../../format/history.ts";
import { issueColumns, issueList, sameField } from "../../format/issue-list.ts";
import { type Quote, rowsWithin } from "../../format/text.ts";
import { hours } from "../../format/units.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { fieldValueNames } from "../../redmine/custom-field-names.ts";
import { type IssueRow, issueList as issueListAnswer, savedQueries } from "../../redmine/issues.ts";
import { entries, nearNames } from "../../redmine/named-list.ts";
import { path } from "../../redmine/path.ts";
import { projectsById, resolveProject } from "../../redmine/projects.ts";
import type { Query } from "../../redmine/send.ts";
import { nameOrId } from "../input.ts";
import { tagScopes } from "../plugins/tags.ts";
import { defineTool, type Output } from "../tool.ts";
import { columnNamed, sortOrder } from "./columns.ts";
import { peopleMeant } from "./filters.ts";
import { groupIssues } from "./group-issues.ts";
import { issuesFileLink } from "./issues-file.ts";
import { conditions as conditionsShape, type ListInput, listInput, listQuery } from "./list-query.ts";

export interface ListColumns {
  /** Those asked for that can be shown. */
  shown: readonly string[];
  /** Custom fields that none of the issues has. */
  absent: readonly string[];
  nameOf: NameOf;
}

/** The columns asked for, and the names of what the custom fields among them refer to. A field wins over another word for a column. */
export async function listColumns(
  asked: readonly string[],
  issues: readonly IssueRow[],
  redmine: RedmineReader,
): Promise<ListColumns> {
  const hasField = (name: string) =>
    issues.some((issue) => issue.custom_fields.some((field) => sameField(field, name)));
  const named = asked.map((name) => {
    const column = columnNamed(name);
    return {
      name: column && (column === name || !hasField(name)) ? column : name,
      isField: column !== name && hasField(name),
    };
  });
  const fields = named.flatMap(({ name, isField }) => (isField ? [name] : []));
  const holders = issues.map(({ id, project, tracker, custom_fields }) => ({
    id,
    project,
    tracker,
    custom_fields: custom_fields.filter((field) => fields.some((name) => sameField(field, name))),
  }));
  const { names } = await fieldValueNames(holders, redmine);
  const isShown = ({ name, isField }: { name: string; isField: boolean }) => isField || columnNamed(name) !== undefined;

  return {
    shown: [...new Set(named.filter(isShown).map(({ name }) => name))],
    absent: named.flatMap((each) => (isShown(each) ? [] : [each.name])),
    nameOf: (column, id) => names.get(Number(column.slice("field ".length)))?.get(id),
  };
}

/** What a wrong name of a column was perhaps meant to be. */
function nearColumns(absent: readonly string[], issues: readonly IssueRow[]): string {
  const fields = issues.flatMap(({ custom_fields }) => custom_fields.map(({ name }) => name));
  const columnNames = [...new Set([...Object.keys(issueColumns), ...fields])];
  const near = [...new Set(absent.flatMap((name) => nearNames(name, columnNames).slice(0, 3)))];
  return near.length > 0 ? ` Did you mean ${near.map((name) => foreign(name, 80)).join(", ")}?` : "";
}

/** Columns of what the list was filtered by: a closing date that was asked for is wanted in each row. */
function filteredColumns({ custom_fields = {}, ...conditions }: ListInput, issues: readonly IssueRow[]): string[] {
  const fields = Object.keys(custom_fields).filter((name) =>
    issues.some((issue) => issue.custom_fields.some((field) => sameField(field, name))),
  );
  const columns = Object.entries(conditions).flatMap(([name, value]) =>
    value !== undefined && name in conditionsShape.shape ? (columnNamed(name) ?? []) : [],
  );
  return [...columns, ...fields].slice(0, 15);
}

export const listIssues = defineTool({
  name: "list_issues",
  title: "List issues",
  description:
    "Issues by conditions. Ids may be names; A|B: either; !A: not; people also me; none or any where a field can be empty. Dates: 2026-01-31, >=-7d, 2026-01-01..today.",
  access: "read",
  toolset: "core",
  scopes: ["view_issues"],
  extraScopes: ["view_time_entries", "view_members", "view_project"],
  plugins: { tags: { parameters: ["tags"], extraScopes: tagScopes } },
  parameters: listInput,
  execute: async (input, { redmine, quote, now }): Promise<Output> => {
    const { limit = 25, offset = 0, columns = [] } = input;
    const query = await listQuery(input, redmine, now);
    if (input.csv) {
      const { total, note, link } = await issuesFileLink(input, query, redmine);
      if (total === 0) return nothing(input, 0, 0);
      const text = `${total} ${kindOf(input, total)}: the link is a CSV file for the user.${note}`;
      return { content: [{ type: "text" as const, text }, link] };
    }
    if (input.group_by) return groupsText(input.group_by, input, query, redmine, quote);
    const saved = query.query_id !== undefined;
    const order = input.sort || !saved ? sortOrder(input.sort ?? "updated:desc") : undefined;

    const { issues, total_count } = await redmine.get(path`issues.json`, issueListAnswer, {
      what: "the list of issues",
      query: { ...query, sort: order?.query, limit, offset },
    });
    const chosenPeople = await peopleIn(input, redmine);
    if (issues.length === 0) return [nothing(input, total_count, offset), ...chosenPeople].join("\n");

    const requested = [...columns, ...filteredColumns(input, issues)];
    const { shown: asked, absent, nameOf } = await listColumns(requested, issues, redmine);
    const sorted = (order?.by ?? []).filter((name) => name !== "id" && name !== "subject");
    const { text, shown } = issueList(issues, [...asked, ...sorted], nameOf);

    const after = offset + shown;
    const range = shown === total_count ? total_count : `${offset + 1}–${after} of ${total_count}`;
    const hints = [
      absent.length > 0 &&
        `None of these issues has a field named ${absent.map((name) => foreign(name, 80)).join(", ")}.${nearColumns(absent, issues)}`,
      after < total_count && `Next: offset=${after}.`,
    ];
    const sums = shown === total_count ? hoursOf(issues) : "";
    return [`${range} ${kindOf(input, total_count)}${sums}:`, quote([...chosenPeople, text].join("\n")), ...hints]
      .filter(Boolean)
      .join("\n");
  },
});

/** Whom the names among the conditions stand for. */
async function peopleIn(input: ListInput, redmine: RedmineReader): Promise<string[]> {
  if (input.query_id !== undefined) return [];
  const project = input.project_id === undefined ? undefined : await resolveProject(input.project_id, redmine);
  return peopleMeant(input, { project, redmine });
}

async function groupsText(
  fields: readonly string[],
  input: ListInput,
  query: Query,
  redmine: RedmineReader,
  quote: Quote,
): Promise<string> {
  const { offset = 0, project_id } = input;
  const { total, sums, table, next } = await groupIssues(fields, query, project_id, offset, redmine);
  const chosenPeople = await peopleIn(input, redmine);
  if (total === 0) return [nothing(input, 0, 0), ...chosenPeople].join("\n");
  const hint = next === undefined ? "" : `\nNext: offset=${next}.`;
  return `${total} ${kindOf(input, total)}, ${sums}:\n${quote([...chosenPeople, table].join("\n"))}${hint}`;
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

function nothing(input: ListInput, total: number, offset: number): string {
  const kind = kindOf(input, total);
  if (total > 0) return `${total} ${kind}, none from offset ${offset} on.`;
  return `No ${kind} found.${kind.startsWith("open") ? ' status_id="*" looks at closed ones too.' : ""}`;
}

const maxListChars = 34_000;

export const listSavedQueries = defineTool({
  name: "list_saved_queries",
  title: "Saved queries",
  description: "Saved issue queries for list_issues.",
  access: "read",
  toolset: "planning",
  scopes: [],
  extraScopes: ["view_issues"],
  parameters: z.object({ project_id: nameOrId.optional() }),
  execute: async ({ project_id }, { redmine, quote }) => {
    const project = project_id === undefined ? undefined : await resolveProject(project_id, redmine);
    const list = savedQueries(project);
    redmine.lookups.forget(list.kind);
    const queries = await entries(list, redmine);
    if (queries.length === 0) return "There is no saved query that this user can use here.";

    const projects = await projectsById(
      queries.flatMap(({ project_id: id }) => id ?? []),
      redmine,
    );
    const placeOf = (id: number) => projects.get(id)?.name ?? `project ${id}`;
    const rows = queries.map(({ id, name, project_id: of, is_public }) => {
      const facts = [`id ${id}`, of ? `in ${line(placeOf(of), 80)}` : "all projects", is_public === false && "own"];
      return `- ${line(name)} (${facts.filter(Boolean).join(", ")})`;
    });
    const { text, left } = rowsWithin(rows, maxListChars);
    const cut = left > 0 ? ` The last ${left} do not fit here: give a project.` : "";
    return `${queries.length} saved ${queries.length === 1 ? "query" : "queries"}.${cut}\n${quote(text)}`;
  },
});

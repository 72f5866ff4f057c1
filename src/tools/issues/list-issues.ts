import { line } from "../../format/clean.ts";
import { isIssueColumn, sameField } from "../../format/issue-columns.ts";
import { issueList } from "../../format/issue-list.ts";
import { fieldValueNames } from "../../redmine/lookups/field-value-names.ts";
import { path } from "../../redmine/path.ts";
import { issueList as issueListAnswer } from "../../redmine/schemas/issue.ts";
import { defineTool } from "../tool.ts";
import { type ListInput, listInput } from "./list-input.ts";
import { listQuery } from "./list-query.ts";
import { sortOrder } from "./sort-order.ts";

export const listIssues = defineTool({
  name: "list_issues",
  title: "List issues",
  description:
    'Issues by conditions. Ids may be names; a list: any of them; "!" before: not; people also me; none or any where a field can be empty. Dates: 2026-01-31, >=-7d, 2026-01-01..today.',
  access: "read",
  toolset: "core",
  scopes: ["view_issues"],
  extraScopes: ["view_time_entries", "view_members", "view_project"],
  input: listInput,
  run: async (given, { redmine, lookups, quote, now }) => {
    const { limit = 25, offset = 0, columns = [] } = given;
    const query = await listQuery(given, redmine, lookups, now);
    const saved = query.query_id !== undefined;
    const order = given.sort || !saved ? sortOrder(given.sort ?? "updated:desc") : undefined;

    const { issues, total_count } = await redmine.get(path`issues.json`, issueListAnswer, {
      what: "the list of issues",
      query: { ...query, sort: order?.query, limit, offset },
    });
    const head = headOf(given, total_count, issues.length, offset, saved);
    if (issues.length === 0) return head;

    const fields = columns.filter((name) => !isIssueColumn(name));
    const asked = issues.map(({ id, custom_fields }) => ({
      id,
      custom_fields: custom_fields.filter((field) => fields.some((name) => sameField(field, name))),
    }));
    const values = await fieldValueNames(asked, redmine, lookups);
    const nameOf = (column: string, id: string) => values.names.get(Number(column.slice("field ".length)))?.get(id);
    const absent = fields.filter(
      (name) => !issues.some((issue) => issue.custom_fields.some((f) => sameField(f, name))),
    );
    const shown = columns.filter((name) => !absent.includes(name));
    const more = [...shown, ...(order?.by ?? []).filter((name) => name !== "id" && name !== "subject")];

    return [head, quote(issueList(issues, more, nameOf)), missing(absent), next(offset + issues.length, total_count)]
      .filter(Boolean)
      .join("\n");
  },
});

function headOf({ status_id }: ListInput, total: number, shown: number, offset: number, saved: boolean): string {
  const open = !saved && (status_id === undefined || status_id === "open");
  const closed = !saved && status_id === "closed";
  const kind = `${open ? "open " : closed ? "closed " : ""}${total === 1 ? "issue" : "issues"}`;
  if (total === 0) return `No ${kind} found.${open ? ' status_id="*" looks at closed ones too.' : ""}`;
  if (shown === 0) return `${total} ${kind}, none from offset ${offset} on.`;
  return shown === total ? `${total} ${kind}:` : `${offset + 1}–${offset + shown} of ${total} ${kind}:`;
}

function missing(fields: readonly string[]): string | undefined {
  if (fields.length === 0) return undefined;
  return `None of these issues has a field named ${fields.map((name) => line(name, 80)).join(", ")}.`;
}

function next(after: number, total: number): string | undefined {
  return after < total ? `Next: offset=${after}.` : undefined;
}

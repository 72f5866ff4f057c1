import type { z } from "zod";
import { line } from "../../format/clean.ts";
import { type IssueRow, issueList } from "../../redmine/issues.ts";
import { statuses } from "../../redmine/lists.ts";
import { entries } from "../../redmine/named-list.ts";
import { pageSize } from "../../redmine/paging.ts";
import { path } from "../../redmine/path.ts";
import { listQuery } from "../issues/list-query.ts";
import type { ToolContext } from "../tool.ts";
import type { boardInput } from "./show.ts";

const maxCards = 500; // five requests

/** The cards and columns of a board. */
export async function boardData(
  { group_by = "status", ...conditions }: z.output<typeof boardInput>,
  { redmine, settings, now, mayWrite }: ToolContext,
): Promise<object> {
  const query = await listQuery({ ...conditions, subprojects: true }, redmine, now);
  const read = (offset: number) =>
    redmine.get(path`issues.json`, issueList, {
      what: "the list of issues",
      query: { ...query, sort: "priority:desc,updated_on:desc", limit: pageSize, offset },
    });
  const [first, known] = await Promise.all([read(0), entries(statuses, redmine)]);
  const rows = [...first.issues];
  const most = Math.min(first.total_count, maxCards);
  for (let offset = pageSize; offset < most; offset += pageSize) rows.push(...(await read(offset)).issues);

  const closed = new Set(known.filter(({ is_closed }) => is_closed).map(({ id }) => id));
  const groupOf = ({ status, assigned_to, fixed_version }: IssueRow) =>
    ({ status, assignee: assigned_to, version: fixed_version })[group_by];
  const groups =
    group_by === "status" ? known : [{ id: 0, name: "none" }, ...rows.flatMap((row) => groupOf(row) ?? [])];
  const columns = new Map(groups.map(({ id, name }) => [id, line(name, 80)]));

  return {
    groupBy: group_by,
    mayWrite,
    total: first.total_count,
    columns: [...columns].map(([id, name]) => ({ id, name })),
    issues: rows.map((row) => ({
      id: row.id,
      subject: line(row.subject, 120),
      url: `${settings.redminePublicUrl}/issues/${row.id}`,
      column: groupOf(row)?.id ?? 0,
      priority: line(row.priority.name, 40),
      ...(row.assigned_to && { assignee: line(row.assigned_to.name, 80) }),
      ...(row.due_date && { due: row.due_date }),
      done: row.done_ratio ?? 0,
      isClosed: closed.has(row.status.id),
    })),
  };
}

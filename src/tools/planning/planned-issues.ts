import { z } from "zod";
import type { PlannedIssue } from "../../format/progress.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import type { Lookups } from "../../redmine/lookups/lookups.ts";
import { entries } from "../../redmine/lookups/named-list.ts";
import { pageSize } from "../../redmine/lookups/pages.ts";
import { statuses } from "../../redmine/lookups/statuses.ts";
import { path } from "../../redmine/path.ts";
import { issueRow } from "../../redmine/schemas/issue.ts";

const maxCounted = 1_000; // issues: ten requests, about three seconds of Redmine's time
const page = z.object({
  issues: z.array(
    issueRow.pick({
      id: true,
      status: true,
      fixed_version: true,
      done_ratio: true,
      estimated_hours: true,
      spent_hours: true,
    }),
  ),
  total_count: z.number(),
});

export interface Planned {
  ofVersion: ReadonlyMap<number, readonly PlannedIssue[]>;
  /** How many were looked at, of how many there are. */
  counted: number;
  total: number;
}

/** The issues of these versions, in whatever project: Redmine's API has no counts of them. A request for 100. */
export async function plannedIssues(
  versions: readonly { id: number }[],
  redmine: RedmineReader,
  lookups: Lookups,
): Promise<Planned> {
  if (versions.length === 0) return { ofVersion: new Map(), counted: 0, total: 0 };
  const fixed_version_id = versions.map(({ id }) => id).join("|");
  const read = (offset: number) =>
    redmine.get(path`issues.json`, page, {
      what: "the issues of these versions",
      query: { fixed_version_id, status_id: "*", sort: "id:desc", limit: pageSize, offset },
    });

  const [first, known] = await Promise.all([read(0), entries(statuses, redmine, lookups)]);
  const rows = [...first.issues];
  const wanted = Math.min(first.total_count, maxCounted);
  for (let offset = pageSize; offset < wanted; offset += pageSize) rows.push(...(await read(offset)).issues);

  const closed = new Set(known.filter(({ is_closed }) => is_closed).map(({ id }) => id));
  const byVersion = Map.groupBy(rows, ({ fixed_version }) => fixed_version?.id ?? 0);
  const ofVersion = new Map(
    [...byVersion].map(([id, issues]) => [
      id,
      issues.map((issue) => ({
        closed: closed.has(issue.status.id),
        doneRatio: issue.done_ratio ?? 0,
        estimatedHours: issue.estimated_hours ?? 0,
        spentHours: issue.spent_hours ?? 0,
      })),
    ]),
  );
  return { ofVersion, counted: rows.length, total: first.total_count };
}

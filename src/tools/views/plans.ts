import { z } from "zod";
import { line } from "../../format/clean.ts";
import { issueRelation, issueRow } from "../../redmine/issues.ts";
import { statuses } from "../../redmine/lists.ts";
import { entries } from "../../redmine/named-list.ts";
import { pageSize } from "../../redmine/paging.ts";
import { path } from "../../redmine/path.ts";
import { resolveProject } from "../../redmine/projects.ts";
import { versionsOf } from "../../redmine/versions.ts";
import { progressOfVersions } from "../roadmap.ts";
import type { ToolContext } from "../tool.ts";

const maxIssues = 500; // five requests
const maxVersions = 100;

interface RoadmapArgs {
  project_id: string | number;
  closed?: boolean | undefined;
}

/** The versions of a project with their progress, the next due first. */
export async function roadmapData(
  { project_id, closed = false }: RoadmapArgs,
  { redmine }: ToolContext,
): Promise<object> {
  const project = await resolveProject(project_id, redmine);
  const all = await entries(versionsOf(project), redmine);
  const fitting = all
    .filter(({ status }) => closed || status !== "closed")
    .toSorted((one, other) => (one.due_date || "9999").localeCompare(other.due_date || "9999") || one.id - other.id);
  const versions = fitting.slice(0, maxVersions);
  const progress = await progressOfVersions(versions, redmine);
  return {
    total: fitting.length,
    versions: versions.map(({ id, name, status, due_date }) => {
      const known = progress.get(id);
      return {
        id,
        name: line(name, 80),
        status,
        due: due_date || undefined,
        open: known ? known.issues - known.closed : 0,
        closed: known?.closed ?? 0,
        done: known?.percent ?? 0,
        estimated: known?.estimatedHours ?? 0,
        spent: known?.spentHours ?? 0,
      };
    }),
  };
}

const page = z.object({
  issues: z.array(issueRow.extend({ relations: z.array(issueRelation).optional() })),
  total_count: z.number(),
});

/** The issues of one version with their dates and what they wait for. */
export async function versionData(
  { version_id }: { version_id: number },
  { redmine, settings }: ToolContext,
): Promise<object> {
  const read = (offset: number) =>
    redmine.get(path`issues.json`, page, {
      what: "the issues of this version",
      query: {
        fixed_version_id: version_id,
        status_id: "*",
        include: "relations",
        sort: "start_date,due_date,id",
        limit: pageSize,
        offset,
      },
    });
  const [first, known] = await Promise.all([read(0), entries(statuses, redmine)]);
  const rows = [...first.issues];
  const most = Math.min(first.total_count, maxIssues);
  for (let offset = pageSize; offset < most; offset += pageSize) rows.push(...(await read(offset)).issues);

  const closed = new Set(known.filter(({ is_closed }) => is_closed).map(({ id }) => id));
  const relations = new Map(rows.flatMap((row) => row.relations ?? []).map((relation) => [relation.id, relation]));
  return {
    total: first.total_count,
    issues: rows.map((row) => ({
      id: row.id,
      subject: line(row.subject, 120),
      url: `${settings.redminePublicUrl}/issues/${row.id}`,
      status: line(row.status.name, 80),
      isClosed: closed.has(row.status.id),
      start: row.start_date || undefined,
      due: row.due_date || undefined,
      done: closed.has(row.status.id) ? 100 : (row.done_ratio ?? 0),
      estimated: row.estimated_hours ?? undefined,
      created: row.created_on.slice(0, 10),
      closed: closed.has(row.status.id) ? row.closed_on?.slice(0, 10) : undefined,
    })),
    relations: [...relations.values()]
      .filter(({ relation_type }) => relation_type === "precedes" || relation_type === "blocks")
      .map(({ issue_id, issue_to_id, relation_type }) => ({ from: issue_id, to: issue_to_id, type: relation_type })),
  };
}

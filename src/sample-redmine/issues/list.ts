import type { Query } from "../content-records.ts";
import type { Condition } from "../filters/operators.ts";
import { checkConditions, type Filters, readConditions, select } from "../filters/query.ts";
import { projectsWithin } from "../projects/within.ts";
import { queryVisible } from "../queries.ts";
import type { Issue, Project } from "../records.ts";
import type { Ask } from "../web/ask.ts";
import { orNotFound, projectInParams, requireMayIn } from "../web/find.ts";
import { paged } from "../web/paging.ts";
import { text } from "../web/params.ts";
import { included } from "../web/refs.ts";
import { denied, json, Refused } from "../web/reply.ts";
import { issueFilters } from "./filters.ts";
import { issueAttachments, issueJson, relationJson, relationsOf } from "./render.ts";
import { readSort, sortIssues } from "./sort.ts";
import { visibleIssues } from "./visible.ts";

/** GET /issues.json */
export function listIssues(ask: Ask): Response {
  const includes = included(ask.params.include);
  return json(paged("issues", issuesIn(ask), ask, (issue) => withParts(ask, issue, includes)));
}

/** What a list's conditions and order choose. */
export function issuesIn(ask: Ask): Issue[] {
  const { sample, caller, params } = ask;
  const project = projectInParams(ask);
  requireMayIn(ask, project, "view_issues");

  const query = savedQuery(ask, project);
  const filters = issueFilters(ask, project);
  const open: Condition = { field: "status_id", operator: "o", values: [""] };
  // A saved query takes the place of every filter in the request; only the sort order may differ.
  const conditions = query ? query.filters : readConditions(forCaller(filters, ask), ask, [open]);
  checkConditions(filters, conditions, ask.say);

  const within = project ? projectsWithin(ask, project, conditions) : undefined;
  const candidates = visibleIssues(sample, caller).filter(({ project_id }) => within?.has(project_id) ?? true);
  const rows = select(candidates, filters, conditions, sample.now(), caller.user?.language ?? "");
  const sort = text(params.sort);
  return sortIssues(sample, rows, sort ? readSort(sort) : (query?.sort ?? []));
}

function withParts(ask: Ask, issue: Issue, includes: (part: string) => boolean): object {
  const { sample, caller } = ask;
  return {
    ...issueJson(sample, caller, issue),
    ...(includes("attachments") && { attachments: issueAttachments(sample, issue) }),
    ...(includes("relations") && {
      relations: relationsOf(sample, caller, issue, { byRole: true }).map(relationJson),
    }),
  };
}

/** Anonymous watches nothing and has no such filter; in a saved query it stands all the same. */
function forCaller(filters: Filters<Issue>, { caller }: Ask): Filters<Issue> {
  return caller.user ? filters : new Map([...filters].filter(([name]) => name !== "watcher_id"));
}

function savedQuery(ask: Ask, project: Project | undefined): Query | undefined {
  const { sample, caller, params } = ask;
  const id = text(params.query_id);
  if (!id) return undefined;
  const query = orNotFound(sample.state.queries.get(Number(id)));
  if (query.project_id !== null && query.project_id !== project?.id) orNotFound(undefined);
  if (!queryVisible(sample, caller, query)) throw new Refused(denied(sample.switches, caller));
  return query;
}

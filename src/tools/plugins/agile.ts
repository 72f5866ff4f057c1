import { z } from "zod";
import { line } from "../../format/clean.ts";
import { rowsWithin } from "../../format/text.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { unless } from "../../redmine/failure.ts";
import { issueAnswer } from "../../redmine/issues.ts";
import { choose, type NamedList } from "../../redmine/named-list.ts";
import { path } from "../../redmine/path.ts";
import { type AgileData, agileDataAnswer, type Sprint, sprintAnswer, sprintsAnswer } from "../../redmine/plugins.ts";
import { type Project, resolveProject } from "../../redmine/projects.ts";
import { issueNumber, nameOrId } from "../input.ts";
import { defineTool, ToolRefusal } from "../tool.ts";
import { recordStates, requestedValues, sendAndRead, unread, writeResult } from "../write-result.ts";

const maxRowChars = 38_000;

function sprintsOf({ id, name }: Pick<Project, "id" | "name">): NamedList<Sprint> {
  return {
    kind: `sprints:${id}`,
    what: `sprint of ${name}`,
    load: (redmine) =>
      redmine.get(path`projects/${id}/agile_sprints.json`, sprintsAnswer, { what: `the sprints of ${line(name)}` }),
  };
}

function sprintRow({ id, name, start_date, end_date }: Sprint): string {
  const dates = start_date || end_date ? ` (${line(start_date ?? "?", 10)} to ${line(end_date ?? "?", 10)})` : "";
  return `- ${id}: ${line(name, 120)}${dates}`;
}

export const listSprints = defineTool({
  name: "list_sprints",
  title: "List sprints",
  description: "Sprints of a project (plugin Agile); with sprint_id its issues and points.",
  access: "read",
  toolset: "agile",
  scopes: ["view_issues", "view_agile_queries"],
  parameters: z.object({ project_id: nameOrId, sprint_id: nameOrId.optional() }),
  execute: async ({ project_id, sprint_id }, { redmine, quote }) => {
    const project = await resolveProject(project_id, redmine);
    const list = sprintsOf(project);
    if (sprint_id === undefined) {
      redmine.lookups.forget(list.kind);
      const sprints = await list.load(redmine);
      if (sprints.length === 0) return "This project has no sprints.";
      const { text, left } = rowsWithin(sprints.map(sprintRow), maxRowChars);
      return `${sprints.length} sprints.${left > 0 ? ` ${left} do not fit here.` : ""}\n${quote(text)}`;
    }

    const { id } = await choose(list, sprint_id, redmine);
    const query = { include: "issues" };
    const what = `sprint ${id}`;
    const endpoint = path`projects/${project.id}/agile_sprints/${id}.json`;
    const { agile_sprint: sprint } = await redmine.get(endpoint, sprintAnswer, { what, query });
    const { story_points, done_ratio, issues, description } = sprint;
    const rows = [
      sprintRow(sprint),
      description ? `Description: ${line(description, 500)}` : undefined,
      story_points === null || story_points === undefined ? undefined : `Story points: ${story_points}`,
      done_ratio === null || done_ratio === undefined ? undefined : `Done: ${done_ratio}%`,
      ...(issues ?? []).map((issue) => `#${issue.id} ${line(issue.subject ?? "")}`.trimEnd()),
    ].filter((row) => row !== undefined);
    const { text, left } = rowsWithin(rows, maxRowChars);
    return `${left > 0 ? `${left} of its issues do not fit here.\n` : ""}${quote(text)}`;
  },
});

async function agileData(id: number, redmine: RedmineReader): Promise<AgileData | undefined> {
  const get = redmine.get(path`issues/${id}/agile_data.json`, agileDataAnswer, { what: `agile data of issue #${id}` });
  return (await unless(["not_found", "not_redmine"], get))?.agile_data;
}

function statesOf({ story_points, agile_sprint_id }: AgileData) {
  return recordStates({ "Story points": story_points, Sprint: agile_sprint_id });
}

export const setAgile = defineTool({
  name: "set_agile",
  title: "Set story points and sprint",
  description: "Story points and sprint of an issue (plugin Agile); null empties one.",
  access: "write",
  toolset: "agile",
  scopes: ["view_issues", "edit_issues"],
  extraScopes: ["view_agile_queries"],
  parameters: z.object({
    issue_id: issueNumber,
    story_points: z.int().min(0).max(1_000_000).nullable().optional(),
    sprint_id: nameOrId.nullable().optional(),
  }),
  execute: async ({ issue_id, story_points, sprint_id }, { redmine, quote }) => {
    if (story_points === undefined && sprint_id === undefined) {
      throw new ToolRefusal("There is nothing to set: give story_points or sprint_id.");
    }
    const { issue } = await redmine.get(path`issues/${issue_id}.json`, issueAnswer, { what: `issue #${issue_id}` });
    const before = await agileData(issue_id, redmine);
    if (!before) {
      // without its row's number the plugin replaces the row, and a refused change deletes it
      throw new ToolRefusal(
        "This Redmine's Agile plugin does not tell what an issue has (versions before 1.6), and a change could delete it. Nothing was changed.",
      );
    }
    const sprint =
      sprint_id === undefined || sprint_id === null
        ? sprint_id
        : (await choose(sprintsOf(issue.project), sprint_id, redmine)).id;

    const what = `issue #${issue_id}`;
    const fields = {
      ...(before.id && { id: before.id }),
      ...(story_points !== undefined && { story_points }),
      ...(sprint !== undefined && { agile_sprint_id: sprint }),
    };
    const put = redmine.put(path`issues/${issue_id}.json`, { issue: { agile_data_attributes: fields } }, { what });
    const { after: data, error } = await sendAndRead(put, () => agileData(issue_id, redmine));
    if (!data) return unread(what);
    const after = statesOf(data);
    return writeResult({
      what,
      did: "changed",
      before: statesOf(before),
      after,
      requested: requestedValues({ "Story points": story_points, Sprint: sprint }, after, { "Story points": "number" }),
      summary: line(issue.subject),
      quote,
      error,
    });
  },
});

import { z } from "zod";
import { line } from "../../format/clean.ts";
import { relationInWords } from "../../format/relation.ts";
import { path } from "../../redmine/path.ts";
import { type Issue, issueAnswer, issueRelation } from "../../redmine/schemas/issue.ts";
import { issueNumber } from "../issues/issue-number.ts";
import { readBack } from "../issues/read-back.ts";
import { defineTool } from "../tool.ts";
import { ToolRefusal } from "../tool-refusal.ts";
import { isSchedule, relationKind, relationWords } from "./relation-kinds.ts";

const relationAnswer = z.object({ relation: issueRelation });

export const relateIssues = defineTool({
  name: "relate_issues",
  title: "Relate two issues",
  description: "Says how issue_id stands to other_id: it relates to, blocks, follows … the other.",
  access: "write",
  toolset: "planning",
  scopes: ["view_issues", "manage_issue_relations"],
  input: z.object({
    issue_id: issueNumber,
    relation: relationWords,
    other_id: issueNumber,
    delay: z.int().min(-10_000).max(10_000).optional().describe("days between, for precedes and follows"),
  }),
  run: async ({ issue_id, relation, other_id, delay }, { redmine, quote }) => {
    const schedules = isSchedule(relation);
    if (issue_id === other_id) throw new ToolRefusal("Give two different issues. Nothing was related.");
    if (delay !== undefined && !schedules) {
      throw new ToolRefusal("Only precedes and follows take a delay. Nothing was related.");
    }

    // Redmine calls an issue that this user cannot see "blank"
    const { issue: other } = await redmine.get(path`issues/${other_id}.json`, issueAnswer, {
      what: `issue #${other_id}`,
    });
    const json = {
      issue_to_id: other_id,
      relation_type: relationKind(relation),
      ...(delay !== undefined && { delay }),
    };
    const { relation: made } = await redmine.post(
      path`issues/${issue_id}/relations.json`,
      { relation: json },
      { what: `issue #${issue_id}`, schema: relationAnswer },
    );

    const moved = relation === "precedes" ? await moves(other, await readBack(other_id, "", redmine)) : "";
    const dates = relation === "follows" ? await datesNow(await readBack(issue_id, "", redmine)) : "";
    const about = quote(`#${other_id} ${line(other.tracker.name, 60)}: ${line(other.subject)}`);
    return `#${issue_id} ${relationInWords(made, issue_id)} now (relation ${made.id}).${moved}${dates}\n${about}`;
  },
});

/** Redmine puts the second issue later where it began too early. */
async function moves(before: Issue, after: Issue | undefined): Promise<string> {
  if (!after || (before.start_date === after.start_date && before.due_date === after.due_date)) return "";
  return datesNow(after);
}

async function datesNow(after: Issue | undefined): Promise<string> {
  if (!after) return "";
  return ` #${after.id} is planned for ${after.start_date ?? "no start"} to ${after.due_date ?? "no due date"} now.`;
}

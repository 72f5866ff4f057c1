import { z } from "zod";
import { line } from "../format/clean.ts";
import { relationInWords } from "../format/issue-fields.ts";
import { type Issue, issueAnswer, issueRelation } from "../redmine/issues.ts";
import { path } from "../redmine/path.ts";
import { confirm, confirmed } from "./confirm.ts";
import { ToolRefusal } from "./errors.ts";
import { issueNumber } from "./issues/input.ts";
import { readBack } from "./issues/write-errors.ts";
import { defineTool } from "./tool.ts";

/** What a relation is called from the side of the first issue, and Redmine's word for it. */
const kinds = {
  "relates to": "relates",
  duplicates: "duplicates",
  "duplicated by": "duplicated",
  blocks: "blocks",
  "blocked by": "blocked",
  precedes: "precedes",
  follows: "follows",
  "copied to": "copied_to",
  "copied from": "copied_from",
} as const;

type Words = keyof typeof kinds;
const words = Object.keys(kinds) as [Words, ...Words[]]; // the keys of the literal above

export const relationWords = z.enum(words, { error: `give one of: ${words.join(", ")}` });

export function relationKind(said: Words): string {
  return kinds[said];
}

/** Only these have a delay, and move the dates of the issue that comes second. */
export function isSchedule(said: Words): boolean {
  return said === "precedes" || said === "follows";
}

const relationAnswer = z.object({ relation: issueRelation });

export const relateIssues = defineTool({
  name: "relate_issues",
  title: "Relate two issues",
  description: "Relates issue_id to other_id: it blocks, follows … the other.",
  access: "write",
  toolset: "planning",
  scopes: ["view_issues", "manage_issue_relations"],
  parameters: z.object({
    issue_id: issueNumber,
    relation: relationWords,
    other_id: issueNumber,
    delay: z.int().min(-10_000).max(10_000).optional().describe("days"),
  }),
  execute: async ({ issue_id, relation, other_id, delay }, { redmine, quote }) => {
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

export const deleteRelation = defineTool({
  name: "delete_relation",
  title: "Delete a relation",
  description: "Deletes the relation between two issues.",
  access: "destructive",
  toolset: "delete",
  scopes: ["view_issues", "manage_issue_relations"],
  parameters: z.object({ issue_id: issueNumber, other_id: issueNumber, confirm }),
  execute: async ({ issue_id, other_id, confirm: given }, { redmine, quote }) => {
    const read = async () => {
      const query = { include: "relations" };
      const { issue } = await redmine.get(path`issues/${issue_id}.json`, issueAnswer, {
        what: `issue #${issue_id}`,
        query,
      });
      return issue.relations?.find((each) => each.issue_id === other_id || each.issue_to_id === other_id);
    };
    const relation = await read();
    if (!relation) {
      throw new ToolRefusal(`There is no relation between #${issue_id} and #${other_id} that this user sees.`);
    }

    const name = `#${issue_id} ${relationInWords(relation, issue_id)}`;
    confirmed({ what: `relation ${relation.id}`, name, with: [], besides: ["Both issues stay."] }, given, quote);
    await redmine.delete(path`relations/${relation.id}.json`, { what: `relation ${relation.id}` });
    const left = await read();
    if (left?.id === relation.id)
      throw new ToolRefusal("Redmine accepted the deletion, but the relation is still there.");
    return `Deleted: ${name}.`;
  },
});

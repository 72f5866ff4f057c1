import { z } from "zod";
import { line } from "../format/clean.ts";
import type { FieldStates } from "../format/field-states.ts";
import { relationInWords } from "../format/issue-head.ts";
import type { RedmineReader } from "../redmine/client.ts";
import { type Issue, issueAnswer, issueRelation } from "../redmine/issues.ts";
import { path } from "../redmine/path.ts";
import { confirm, confirmed } from "./confirm.ts";
import { issueNumber } from "./input.ts";
import { defineTool, ToolRefusal } from "./tool.ts";
import { recordStates, sendAndRead, unread, writeResult } from "./write-result.ts";

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

/** Redmine's word for the relation. */
export function relationKind(word: Words): string {
  return kinds[word];
}

/** Only these have a delay, and move the dates of the issue that comes second. */
export function isSchedule(word: Words): boolean {
  return word === "precedes" || word === "follows";
}

const relationAnswer = z.object({ relation: issueRelation });

export const relateIssues = defineTool({
  name: "relate_issues",
  title: "Relate issues",
  description: "issue_id blocks, follows … other_id.",
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
    const other = await readRelated(other_id, redmine);
    const movesOther = relation !== "follows"; // its dates, where the relation is one of time
    const first = movesOther ? undefined : await readRelated(issue_id, redmine);
    const json = {
      issue_to_id: other_id,
      relation_type: relationKind(relation),
      ...(delay !== undefined && { delay }),
    };
    const post = redmine.post(
      path`issues/${issue_id}/relations.json`,
      { relation: json },
      { what: `issue #${issue_id}`, schema: relationAnswer },
    );
    const { after, error } = await sendAndRead(post, () => readRelated(movesOther ? other_id : issue_id, redmine));
    if (!after) return unread(`the relations of issue #${issue_id}`);

    const states = (issue: Issue) => statesOf(issue, [issue_id, other_id], schedules);
    const words = relationInWords({ ...json, id: 0, issue_id }, issue_id);
    const saved = states(after).get("Relations")?.stored.includes(words) ?? false;
    return writeResult({
      what: `the relation of issue #${issue_id} to #${other_id}`,
      did: "changed",
      before: states(first ?? other),
      after: states(after),
      requested: [{ key: "Relations", label: "Relations", text: words, saved }],
      summary: `#${other_id} ${line(other.tracker.name, 60)}: ${line(other.subject)}`,
      quote,
      error,
    });
  },
});

async function readRelated(id: number, redmine: RedmineReader): Promise<Issue> {
  const options = { what: `issue #${id}`, query: { include: "relations" } };
  return (await redmine.get(path`issues/${id}.json`, issueAnswer, options)).issue;
}

/** The relations between two issues from the side of the first, and the days of the one that Redmine may move. */
function statesOf(
  { id, relations = [], start_date, due_date }: Issue,
  pair: readonly [number, number],
  schedules: boolean,
): FieldStates {
  const between = relations.filter((each) => pair.includes(each.issue_id) && pair.includes(each.issue_to_id));
  return recordStates({
    Relations: between.map((each) => relationInWords(each, pair[0])),
    ...(schedules && { [`Start of #${id}`]: start_date, [`Due of #${id}`]: due_date }),
  });
}

export const deleteRelation = defineTool({
  name: "delete_relation",
  title: "Delete relation",
  description: "Deletes the relation of two issues.",
  access: "destructive",
  toolset: "delete",
  scopes: ["view_issues", "manage_issue_relations"],
  parameters: z.object({ issue_id: issueNumber, other_id: issueNumber, confirm }),
  execute: async ({ issue_id, other_id, confirm: confirmation }, { redmine, quote }) => {
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
    confirmed({ what: `relation ${relation.id}`, name, with: [], besides: ["Both issues stay."] }, confirmation, quote);
    await redmine.delete(path`relations/${relation.id}.json`, { what: `relation ${relation.id}` });
    const after = await read();
    if (after?.id === relation.id)
      throw new ToolRefusal("Redmine accepted the deletion, but the relation is still there.");
    return `Deleted: ${name}.`;
  },
});

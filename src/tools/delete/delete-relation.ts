import { z } from "zod";
import { relationInWords } from "../../format/relation.ts";
import { path } from "../../redmine/path.ts";
import { issueAnswer } from "../../redmine/schemas/issue.ts";
import { issueNumber } from "../issues/issue-number.ts";
import { defineTool } from "../tool.ts";
import { ToolRefusal } from "../tool-refusal.ts";
import { confirm, confirmed } from "./confirmed.ts";

export const deleteRelation = defineTool({
  name: "delete_relation",
  title: "Delete a relation",
  description: "Deletes the relation between two issues; both issues stay.",
  access: "destructive",
  toolset: "delete",
  scopes: ["view_issues", "manage_issue_relations"],
  input: z.object({ issue_id: issueNumber, other_id: issueNumber, confirm }),
  run: async ({ issue_id, other_id, confirm: given }, { redmine, quote }) => {
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

import { z } from "zod";
import { line } from "../format/clean.ts";
import { valueList } from "../format/text.ts";
import type { RedmineReader } from "../redmine/client.ts";
import { type Issue, issueAnswer } from "../redmine/issues.ts";
import { byName } from "../redmine/named-list.ts";
import { path } from "../redmine/path.ts";
import { ToolRefusal } from "./errors.ts";
import { nameOrId, personOrMe } from "./input.ts";
import { issueNumber } from "./issues/input.ts";
import { allOrRefuse } from "./issues/resolve-changes.ts";
import { readBack } from "./issues/write-errors.ts";
import { defineTool } from "./tool.ts";

interface Person {
  id: number;
  name: string;
}

const people = z.array(nameOrId).min(1).max(50).optional();

export const changeWatchers = defineTool({
  name: "change_watchers",
  title: "Change watchers",
  description: "Adds people to an issue's watchers or removes them.",
  access: "write",
  annotations: { destructiveHint: true },
  toolset: "people",
  scopes: ["view_issues", "add_issue_watchers"],
  extraScopes: ["delete_issue_watchers", "view_issue_watchers", "view_members"],
  parameters: z.object({ issue_id: issueNumber, add: people, remove: people }),
  execute: async ({ issue_id, add = [], remove = [] }, { redmine, quote }) => {
    if (add.length + remove.length === 0) throw new ToolRefusal("Give add or remove. Nothing was changed.");
    const what = `the watchers of issue #${issue_id}`;
    const { issue } = await redmine.get(path`issues/${issue_id}.json`, issueAnswer, {
      what: `issue #${issue_id}`,
      query: { include: "watchers" },
    });
    const people = await allOrRefuse(
      [...add, ...remove].map((given) => personAt(issue, given, redmine)),
      "Nothing was changed.",
    );
    const added = people.slice(0, add.length);
    const removed = people.slice(add.length);

    if (added.length > 0) {
      const user_ids = added.map(({ id }) => id);
      await redmine.post(
        path`issues/${issue_id}/watchers.json`,
        { watcher: { user_ids } },
        { what, schema: z.undefined() },
      );
    }
    for (const { id } of removed) await redmine.delete(path`issues/${issue_id}/watchers/${id}.json`, { what });

    const watchers = (await readBack(issue_id, "watchers", redmine))?.watchers;
    if (!watchers) return `Redmine took the change of ${what}, but does not show this user who watches.`;
    const watches = ({ id }: Person) => watchers.some((each) => each.id === id);
    const rows = [
      `Watchers: ${valueList(watchers.map(({ name }) => line(name, 80))) || "nobody"}`,
      ...added.filter((each) => !watches(each)).map(({ name }) => `NOT added: ${name}`),
      ...removed.filter(watches).map(({ name }) => `NOT removed: ${name}`),
    ];
    const head =
      rows.length > 1 ? "was changed only in part: a watcher must be able to see the issue" : "is as asked now";
    return `Who watches issue #${issue_id} ${head}.\n${quote(rows.join("\n"))}`;
  },
});

/** First among those who watch: they need not be members. */
async function personAt(issue: Issue, given: string | number, redmine: RedmineReader): Promise<Person> {
  const [watching] = typeof given === "string" ? byName(given, issue.watchers ?? []) : [];
  const { id, name } = watching ?? (await personOrMe(given, issue.project, redmine));
  return { id, name: name ? line(name, 80) : `user ${id}` };
}

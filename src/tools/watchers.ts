import { z } from "zod";
import { line } from "../format/clean.ts";
import { type FieldStates, valuesText } from "../format/field-states.ts";
import type { RedmineReader, RedmineWriter } from "../redmine/client.ts";
import { type Issue, issueAnswer } from "../redmine/issues.ts";
import { byName } from "../redmine/named-list.ts";
import { path } from "../redmine/path.ts";
import { issueNumber, nameOrId, personOrMe } from "./input.ts";
import { allOrRefuse } from "./issues/resolve-changes.ts";
import { readBack } from "./issues/write-errors.ts";
import { defineTool, ToolRefusal } from "./tool.ts";
import { sendAndRead, unread, writeResult } from "./write-result.ts";

interface Person {
  id: number;
  name: string;
}

const people = z.array(nameOrId).min(1).max(50).optional();

export const changeWatchers = defineTool({
  name: "change_watchers",
  title: "Change watchers",
  description: "Adds or removes watchers of an issue.",
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
      [...add, ...remove].map((person) => personAt(issue, person, redmine)),
      "Nothing was changed.",
    );
    const added = people.slice(0, add.length);
    const removed = people.slice(add.length);

    const { after, error } = await sendAndRead(change(issue_id, added, removed, redmine), () =>
      readBack(issue_id, "watchers", redmine),
    );
    if (!after?.watchers) return unread(what);
    const { watchers } = after;
    const stays = (issue.watchers ?? []).filter(({ id }) => ![...added, ...removed].some((each) => each.id === id));
    const expected = [...stays, ...added];
    const watches = ({ id }: Person) => watchers.some((each) => each.id === id);
    return writeResult({
      what: `the list of watchers of issue #${issue_id}`,
      did: "changed",
      before: statesOf(issue.watchers ?? []),
      after: statesOf(watchers),
      requested: [
        {
          key: "Watchers",
          label: "Watchers",
          text: valuesText(expected.map(({ name }) => line(name, 80))),
          saved: added.every(watches) && !removed.some(watches),
        },
      ],
      summary: "",
      quote,
      more: [!added.every(watches) && "A watcher must be able to see the issue."],
      error,
    });
  },
});

/** Redmine takes those to add at once, those to remove one by one. */
async function change(issue: number, added: readonly Person[], removed: readonly Person[], redmine: RedmineWriter) {
  const what = `the watchers of issue #${issue}`;
  if (added.length > 0) {
    const watcher = { user_ids: added.map(({ id }) => id) };
    await redmine.post(path`issues/${issue}/watchers.json`, { watcher }, { what, schema: z.undefined() });
  }
  for (const { id } of removed) await redmine.delete(path`issues/${issue}/watchers/${id}.json`, { what });
}

/** By number: two people may have one name. */
function statesOf(watchers: readonly Person[]): FieldStates {
  const stored = watchers.map(({ id }) => String(id));
  const text = valuesText(watchers.map(({ name }) => line(name, 80)));
  return new Map([["Watchers", { label: "Watchers", text, stored }]]);
}

/** First among those who watch: they need not be members. */
async function personAt(issue: Issue, nameOrNumber: string | number, redmine: RedmineReader): Promise<Person> {
  const [watching] = typeof nameOrNumber === "string" ? byName(nameOrNumber, issue.watchers ?? []) : [];
  const { id, name } = watching ?? (await personOrMe(nameOrNumber, issue.project, redmine));
  return { id, name: name ? line(name, 80) : `user ${id}` };
}

import { z } from "zod";
import { line } from "../../format/clean.ts";
import type { RedmineReader, RedmineWriter } from "../../redmine/client.ts";
import { failureOf } from "../../redmine/failure.ts";
import { issueAnswer } from "../../redmine/issues.ts";
import { path } from "../../redmine/path.ts";
import { type ChecklistItem, checklistItemAnswer, checklistOf } from "../../redmine/plugins.ts";
import { sameContent } from "../compare.ts";
import { attempt, confirm, confirmed, gone } from "../confirm.ts";
import { createdDespite } from "../created-despite.ts";
import { issueNumber, yesNo } from "../input.ts";
import { defineTool, ToolRefusal } from "../tool.ts";
import { recordStates, requestedValues, sendAndRead, unread, writeResult } from "../write-result.ts";

/** Refuses where the issue is hidden: the plugin shows and changes items of private issues to members of the project. */
async function visibleIssue(id: number, redmine: RedmineReader): Promise<void> {
  await redmine.get(path`issues/${id}.json`, issueAnswer, { what: `issue #${id}` });
}

async function visibleItem(id: number, redmine: RedmineReader): Promise<ChecklistItem> {
  const what = `checklist item ${id}`;
  const { checklist } = await redmine.get(path`checklists/${id}.json`, checklistItemAnswer, { what });
  await visibleIssue(checklist.issue_id, redmine).catch((error: unknown) => {
    const reason = failureOf(error)?.reason;
    if (reason !== "forbidden" && reason !== "not_found") throw error;
    throw new ToolRefusal(`There is no ${what} on an issue that this user can see. Nothing was done.`);
  });
  return checklist;
}

function statesOf({ subject, is_done, is_section, position }: ChecklistItem) {
  return recordStates({
    Subject: line(subject),
    Done: is_done,
    Section: is_section ?? false,
    Position: position,
  });
}

export const saveChecklistItem = defineTool({
  name: "save_checklist_item",
  title: "Write a checklist item",
  description:
    "Adds an item to an issue's checklist, or changes one (item_id: the number before it): text, ticked, place.",
  access: "write",
  toolset: "checklists",
  scopes: ["view_issues", "view_checklists", "edit_checklists"],
  annotations: { destructiveHint: true }, // the plugin keeps no history of a text
  parameters: z.object({
    issue_id: issueNumber.optional(),
    item_id: z.int().positive().optional(),
    subject: z.string().trim().min(1).max(512).optional(),
    done: yesNo.optional(),
    section: yesNo.optional().describe("a heading"),
    position: z.int().positive().optional(),
  }),
  execute: async ({ issue_id, item_id, subject, done, section, position }, { redmine, quote, now }) => {
    if ((issue_id === undefined) === (item_id === undefined)) {
      throw new ToolRefusal("Give issue_id for a new item, or item_id to change one. Nothing was saved.");
    }
    const fields = {
      ...(subject !== undefined && { subject }),
      ...(done !== undefined && { is_done: done }),
      ...(section !== undefined && { is_section: section }),
      ...(position !== undefined && { position }),
    };
    if (item_id === undefined && subject === undefined) {
      throw new ToolRefusal("A new item needs subject. Nothing was saved.");
    }
    if (Object.keys(fields).length === 0) throw new ToolRefusal("There is nothing to save: give subject or done.");

    const before = item_id === undefined ? undefined : await visibleItem(item_id, redmine);
    if (issue_id !== undefined) await visibleIssue(issue_id, redmine);
    const issue = before?.issue_id ?? issue_id ?? 0;
    const { id, despite } = before
      ? { id: before.id, despite: undefined }
      : await created({ issue, fields, subject: subject ?? "", now }, redmine);
    const what = `checklist item ${id} of issue #${issue}`;
    const endpoint = path`checklists/${id}.json`;
    const change = before ? redmine.put(endpoint, { checklist: fields }, { what }) : Promise.resolve();
    const { after: answer, error } = await sendAndRead(change, () =>
      redmine.get(endpoint, checklistItemAnswer, { what }),
    );
    if (!answer) return despite ?? unread(what);
    const after = statesOf(answer.checklist);
    const requested = { Subject: subject && line(subject), Done: done, Section: section, Position: position };
    return writeResult({
      what,
      did: before ? "changed" : "created",
      before: before && statesOf(before),
      after,
      requested: requestedValues(requested, after),
      summary: checklistRow(answer.checklist),
      quote,
      despite,
      error,
    });
  },
});

interface NewItem {
  issue: number;
  subject: string;
  fields: object;
  now: Date;
}

async function created(
  { issue, subject, fields, now }: NewItem,
  redmine: RedmineWriter,
): Promise<{ id: number; despite: string | undefined }> {
  const what = `the checklist of issue #${issue}`;
  const endpoint = path`issues/${issue}/checklists.json`;
  return redmine.post(endpoint, { checklist: fields }, { what, schema: checklistItemAnswer }).then(
    ({ checklist }) => ({ id: checklist.id, despite: undefined }),
    async (error: unknown) => {
      const { record, sentence } = await createdDespite(error, {
        what: "the checklist item",
        where: "the items of this issue",
        read: () => checklistOf(issue, redmine),
        isSame: (each) => sameContent(line(each.subject), line(subject), "text"),
        nameOf: ({ id }) => `checklist item ${id}`,
        sentAt: now,
      });
      return { id: record.id, despite: sentence };
    },
  );
}

function checklistRow({ id, is_done, subject }: ChecklistItem): string {
  return `[${is_done ? "x" : " "}] ${id} ${line(subject, 500)}`;
}

export const deleteChecklistItem = defineTool({
  name: "delete_checklist_item",
  title: "Delete a checklist item",
  description: "Deletes one item of an issue's checklist for good.",
  access: "destructive",
  toolset: "checklists",
  scopes: ["view_issues", "view_checklists", "edit_checklists"],
  parameters: z.object({ item_id: z.int().positive(), confirm }),
  execute: async ({ item_id, confirm: confirmation }, { redmine, quote }) => {
    const item = await visibleItem(item_id, redmine);
    const what = `checklist item ${item_id} of issue #${item.issue_id}`;
    confirmed({ what, name: line(item.subject, 200), with: [] }, confirmation, quote);
    const endpoint = path`checklists/${item_id}.json`;
    const error = await attempt(redmine.delete(endpoint, { what }));
    return gone(what, redmine.get(endpoint, checklistItemAnswer, { what }), error);
  },
});

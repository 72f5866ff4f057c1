import { z } from "zod";
import type { RedmineReader } from "../client.ts";
import { type FormField, type IssueForm, readIssueForm } from "../issue-form.ts";
import { path } from "../path.ts";
import { customValue } from "../schemas/custom-value.ts";
import type { Named } from "../schemas/named.ts";
import { pageMissing, unless } from "../unless.ts";
import type { Lookups } from "./lookups.ts";

/** What issues of one tracker in one project have, as far as an issue there tells. */
export interface TrackerFields {
  /** With what Redmine's form says of them, where this person may change such issues. */
  fields: readonly (Pick<FormField, "id" | "name"> & Partial<FormField>)[];
  /** Other fields that the form asks for; undefined without a form. */
  required: IssueForm["required"] | undefined;
}

const maxPageBytes = 1_500_000; // the form stands after the history
const newest = z.object({
  issues: z.array(z.object({ id: z.number(), custom_fields: z.array(customValue).default([]) })),
});

/**
 * Which fields are required and what they take is for administrators in the API, but Redmine's page of an issue has the
 * form to change it. The newest issue of the tracker is looked at; undefined when there is none.
 */
export async function trackerFields(
  project: { id: number },
  tracker: Named,
  redmine: RedmineReader,
  lookups: Lookups,
): Promise<TrackerFields | undefined> {
  const { known } = await lookups.get(`tracker-fields:${project.id}:${tracker.id}`, async () => ({
    known: await load(project.id, tracker.id, redmine),
  }));
  return known;
}

async function load(project: number, tracker: number, redmine: RedmineReader): Promise<TrackerFields | undefined> {
  const query = {
    project_id: project,
    subproject_id: "!*",
    tracker_id: tracker,
    status_id: "*",
    sort: "id:desc", // young issues have short pages
    limit: 1,
  };
  const list = await unless(["forbidden"], redmine.get(path`issues.json`, newest, { what: "the newest issue", query }));
  const [issue] = list?.issues ?? [];
  if (!issue) return undefined;

  const page = await unless(
    pageMissing,
    redmine.download(path`issues/${issue.id}.html`, { what: `the page of issue #${issue.id}`, maxBytes: maxPageBytes }),
  );
  const form = page && readIssueForm(new TextDecoder().decode(page.bytes));
  if (form && form.fields.length > 0) return form;
  return { fields: issue.custom_fields.map(({ id, name }) => ({ id, name })), required: form?.required };
}

import { z } from "zod";
import type { RedmineReader } from "./client.ts";
import { unless } from "./failure.ts";
import { type FormField, readForm } from "./issue-form.ts";
import { path } from "./path.ts";

export interface TimePlace {
  project: { id: number };
  issue?: { id: number } | undefined;
}

/**
 * The custom fields of time entries with what they take, as Redmine's form on an issue's page offers them: the issue that is
 * known, else the newest of the project. Empty where this person gets no such form. The fields are the same in all projects;
 * the people and versions that they offer are the project's.
 */
export function timeFormFields({ project, issue }: TimePlace, redmine: RedmineReader): Promise<readonly FormField[]> {
  return redmine.lookups.get(`time-form:${project.id}`, async () => {
    const id = issue?.id ?? (await newestIssue(project.id, redmine));
    return id === undefined ? [] : ((await readForm(id, redmine)).form?.timeFields ?? []);
  });
}

/** Keeps what a page told that was read for something else. */
export function rememberTimeForm(project: { id: number }, fields: readonly FormField[], redmine: RedmineReader): void {
  if (fields.length > 0) void redmine.lookups.get(`time-form:${project.id}`, async () => fields);
}

const issues = z.object({ issues: z.array(z.object({ id: z.number() })) });

async function newestIssue(project: number, redmine: RedmineReader): Promise<number | undefined> {
  const query = { project_id: project, subproject_id: "!*", status_id: "*", sort: "id:desc", limit: 1 };
  const list = redmine.get(path`issues.json`, issues, { what: "the newest issue", query });
  return (await unless(["forbidden", "not_found"], list))?.issues[0]?.id;
}

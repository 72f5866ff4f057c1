import type { ProjectOverview } from "../../format/project.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { fieldGuide } from "../../redmine/lookups/field-guide.ts";
import type { Lookups } from "../../redmine/lookups/lookups.ts";
import { membersOf } from "../../redmine/lookups/members.ts";
import { entries } from "../../redmine/lookups/named-list.ts";
import { priorities } from "../../redmine/lookups/priorities.ts";
import { listProjects, type Project } from "../../redmine/lookups/projects.ts";
import { versionsOf } from "../../redmine/lookups/versions.ts";
import { path } from "../../redmine/path.ts";
import { projectAnswer } from "../../redmine/schemas/project.ts";
import { unless } from "../../redmine/unless.ts";

const include = "trackers,issue_categories,enabled_modules,time_entry_activities,issue_custom_fields";

/** A project and all the lists around it; parts that this person may not see are left out. */
export async function readOverview(found: Project, redmine: RedmineReader, lookups: Lookups): Promise<ProjectOverview> {
  const what = `project ${found.identifier}`;
  const invisible = ["forbidden", "not_found"] as const;

  const reading = redmine.get(path`projects/${found.id}.json`, projectAnswer, { what, query: { include } });
  const [{ project }, members, versions, known, all] = await Promise.all([
    reading,
    unless(invisible, entries(membersOf(found), redmine, lookups)),
    unless(invisible, entries(versionsOf(found), redmine, lookups)),
    entries(priorities, redmine, lookups),
    listProjects(redmine, lookups),
  ]);
  const subprojects = all.projects.filter(({ parent }) => parent?.id === project.id);
  const tracks = project.enabled_modules.some(({ name }) => name === "issue_tracking");
  const fields = tracks ? await fieldGuide(project, redmine, lookups) : [];

  return { project, subprojects, members, versions, fields, priorities: tracks ? known : [] };
}

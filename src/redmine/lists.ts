import { z } from "zod";
import { foreign } from "../format/clean.ts";
import type { RedmineReader } from "./client.ts";
import { unless } from "./failure.ts";
import type { NamedList } from "./named-list.ts";
import { path } from "./path.ts";
import type { Project } from "./projects.ts";
import { type Named, named } from "./values.ts";

/** Older Redmines leave is_closed out where a status is only referred to. */
export const issueStatus = z.object({ id: z.number(), name: z.string(), is_closed: z.boolean().optional() });

export type IssueStatus = z.output<typeof issueStatus>;

export const issueStatusList = z.object({ issue_statuses: z.array(issueStatus) });

export const statuses: NamedList<IssueStatus> = {
  kind: "issue statuses",
  what: "issue status",
  load: async (redmine) =>
    (await redmine.get(path`issue_statuses.json`, issueStatusList, { what: "the list of issue statuses" }))
      .issue_statuses,
};

/** Redmine before 5.0 does not tell the fields that a tracker uses. */
export const tracker = z.object({
  id: z.number(),
  name: z.string(),
  description: z.string().nullish(),
  enabled_standard_fields: z.array(z.string()).optional(),
});

export type Tracker = z.output<typeof tracker>;

export const trackerList = z.object({ trackers: z.array(tracker) });

/** All trackers of this Redmine; a project uses some of them. */
export const trackers: NamedList<Tracker> = {
  kind: "trackers",
  what: "tracker",
  load: async (redmine) =>
    (await redmine.get(path`trackers.json`, trackerList, { what: "the list of trackers" })).trackers,
};

export const priority = z.object({
  id: z.number(),
  name: z.string(),
  is_default: z.boolean().optional(),
  active: z.boolean().optional(),
});

export type Priority = z.output<typeof priority>;

export const priorityList = z.object({ issue_priorities: z.array(priority) });

/** Retired ones too: older issues still have them. */
export const priorities: NamedList<Priority> = {
  kind: "priorities",
  what: "priority",
  load: async (redmine) =>
    (await redmine.get(path`enumerations/issue_priorities.json`, priorityList, { what: "the list of priorities" }))
      .issue_priorities,
};

const activity = named.extend({ is_default: z.boolean().optional(), active: z.boolean().optional() });

export const activityList = z.object({ time_entry_activities: z.array(activity) });

/** A project's own choice; missing without view_time_entries. */
export const projectActivities = z.object({
  project: z.object({ time_entry_activities: z.array(named).optional() }),
});

/** The activities of the whole Redmine, for filters. A project may have others under the same names. */
export const activities: NamedList<Named & { is_default?: boolean | undefined }> = {
  kind: "activities",
  what: "activity",
  load: async (redmine) => {
    const endpoint = path`enumerations/time_entry_activities.json`;
    const answer = await redmine.get(endpoint, activityList, { what: "the list of activities" });
    return answer.time_entry_activities.filter(({ active }) => active !== false);
  },
};

/** The activities for logging time in a project: only their ids are accepted there. */
export function activitiesOf({ id, name }: Pick<Project, "id" | "name">): NamedList<Named> {
  return {
    kind: `activities:${id}`,
    what: "activity",
    load: async (redmine) => {
      const answer = await unless(
        ["forbidden"], // without view_project
        redmine.get(path`projects/${id}.json`, projectActivities, {
          what: `project ${foreign(name)}`,
          query: { include: "time_entry_activities" },
        }),
      );
      return answer?.project.time_entry_activities ?? activities.load(redmine);
    },
  };
}

/** What Redmine takes when no activity is given, if it takes any. */
export async function hasDefaultActivity(redmine: RedmineReader): Promise<boolean> {
  const allActivities = await redmine.lookups.get(activities.kind, () => activities.load(redmine));
  return allActivities.some(({ is_default }) => is_default);
}

const roleList = z.object({ roles: z.array(named) });

/** The roles that can be given. */
export const roles: NamedList<Named> = {
  kind: "roles",
  what: "role",
  load: async (redmine) => (await redmine.get(path`roles.json`, roleList, { what: "the list of roles" })).roles,
};

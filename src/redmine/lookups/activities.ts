import type { RedmineReader } from "../client.ts";
import { path } from "../path.ts";
import { activityList, projectActivities } from "../schemas/activity.ts";
import type { Named } from "../schemas/named.ts";
import { unless } from "../unless.ts";
import type { Lookups } from "./lookups.ts";
import type { NamedList } from "./named-list.ts";
import type { Project } from "./projects.ts";

/** The activities of the whole Redmine, for filters. A project may have others under the same names. */
export const activities: NamedList<Named & { is_default?: boolean | undefined }> = {
  kind: "activities",
  what: "activity",
  load: async (redmine) => {
    const at = path`enumerations/time_entry_activities.json`;
    const answer = await redmine.get(at, activityList, { what: "the list of activities" });
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
          what: `project ${name}`,
          query: { include: "time_entry_activities" },
        }),
      );
      return answer?.project.time_entry_activities ?? activities.load(redmine);
    },
  };
}

/** What Redmine takes when no activity is given, if it takes any. */
export async function hasDefaultActivity(redmine: RedmineReader, lookups: Lookups): Promise<boolean> {
  const known = await lookups.get(activities.kind, () => activities.load(redmine));
  return known.some(({ is_default }) => is_default);
}

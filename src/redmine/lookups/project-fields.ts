import { z } from "zod";
import type { RedmineReader } from "../client.ts";
import { path } from "../path.ts";
import { named } from "../schemas/named.ts";
import type { Lookups } from "./lookups.ts";
import type { Project } from "./projects.ts";

/** What issues of a project can have, as far as Redmine tells everybody: no formats, no values, nothing of what is required. */
export interface ProjectFields {
  trackers: readonly { id: number; name: string }[];
  /** Of all its trackers. Before Redmine 5.1 those "for all projects" are missing. */
  customFields: readonly { id: number; name: string }[];
}

const answer = z.object({
  project: z.object({ trackers: z.array(named).default([]), issue_custom_fields: z.array(named).default([]) }),
});

export function projectFields(
  { id, name }: Pick<Project, "id" | "name">,
  redmine: RedmineReader,
  lookups: Lookups,
): Promise<ProjectFields> {
  return lookups.get(`project fields:${id}`, async () => {
    const { project } = await redmine.get(path`projects/${id}.json`, answer, {
      what: `project ${name}`,
      query: { include: "trackers,issue_custom_fields" },
    });
    return { trackers: project.trackers, customFields: project.issue_custom_fields };
  });
}

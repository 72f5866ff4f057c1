import { z } from "zod";
import { path } from "../path.ts";
import { type Named, named } from "../schemas/named.ts";
import type { NamedList } from "./named-list.ts";
import type { Project } from "./projects.ts";

const answer = z.object({ project: z.object({ trackers: z.array(named).default([]) }) });

/** The trackers that a project uses: Redmine takes its default for any other, without a word. */
export function trackersOf({ id, name }: Pick<Project, "id" | "name">): NamedList<Named> {
  return {
    kind: `trackers:${id}`,
    what: `tracker in ${name}`,
    load: async (redmine) => {
      const query = { include: "trackers" };
      const { project } = await redmine.get(path`projects/${id}.json`, answer, { what: `project ${name}`, query });
      return project.trackers;
    },
  };
}

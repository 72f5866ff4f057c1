import { z } from "zod";
import { path } from "../path.ts";
import { type Named, named } from "../schemas/named.ts";
import type { NamedList } from "./named-list.ts";

const answer = z.object({ projects: z.array(z.object({ custom_fields: z.array(named).default([]) })) });

/** The custom fields of projects themselves: every project shows those that this user may see. */
export const projectFields: NamedList<Named> = {
  kind: "project fields",
  what: "custom field of projects",
  load: async (redmine) => {
    const { projects } = await redmine.get(path`projects.json`, answer, {
      what: "the list of projects",
      query: { limit: 1 },
    });
    return projects[0]?.custom_fields ?? [];
  },
};

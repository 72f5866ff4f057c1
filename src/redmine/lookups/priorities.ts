import { path } from "../path.ts";
import { type Priority, priorityList } from "../schemas/priority.ts";
import type { NamedList } from "./named-list.ts";

/** Retired ones too: older issues still have them. */
export const priorities: NamedList<Priority> = {
  kind: "priorities",
  what: "priority",
  load: async (redmine) =>
    (await redmine.get(path`enumerations/issue_priorities.json`, priorityList, { what: "the list of priorities" }))
      .issue_priorities,
};

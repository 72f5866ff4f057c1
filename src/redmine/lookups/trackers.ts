import { path } from "../path.ts";
import { type Tracker, trackerList } from "../schemas/tracker.ts";
import type { NamedList } from "./named-list.ts";

/** All trackers of this Redmine; a project uses some of them. */
export const trackers: NamedList<Tracker> = {
  kind: "trackers",
  what: "tracker",
  load: async (redmine) =>
    (await redmine.get(path`trackers.json`, trackerList, { what: "the list of trackers" })).trackers,
};

import type { Redmine } from "../../support/seeded-redmine.ts";
import { reading } from "./files-resources-prompts.ts";
import { projectsAndSearch } from "./projects-and-search.ts";
import { wikiAndTime } from "./wiki-and-time.ts";

/** Projects, search, wiki, time, files, resources and prompts: the same on the sample and on a real Redmine. */
export function everydayTools(redmine: Redmine): void {
  projectsAndSearch(redmine);
  wikiAndTime(redmine);
  reading(redmine);
}

import { reading } from "./everyday/files-resources-prompts.ts";
import { projectsAndSearch } from "./everyday/projects-and-search.ts";
import type { Redmine } from "./everyday/seeded-redmine.ts";
import { wikiAndTime } from "./everyday/wiki-and-time.ts";

/** Projects, search, wiki, time, files, resources and prompts: the same on the sample and on a real Redmine. */
export function everydayTools(redmine: Redmine): void {
  projectsAndSearch(redmine);
  wikiAndTime(redmine);
  reading(redmine);
}

import type { Redmine } from "./everyday/seeded-redmine.ts";
import { deleting } from "./toolsets/deleting.ts";
import { filesAndNews } from "./toolsets/files-and-news.ts";
import { peopleAndTime } from "./toolsets/people-and-time.ts";
import { planning } from "./toolsets/planning.ts";
import { projectsAndWiki } from "./toolsets/projects-and-wiki.ts";

/** The tools beyond core: the same on the sample and on a real Redmine. */
export function toolsets(redmine: Redmine): void {
  planning(redmine);
  peopleAndTime(redmine);
  filesAndNews(redmine);
  projectsAndWiki(redmine);
  deleting(redmine);
}

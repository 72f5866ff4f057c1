import type { Redmine } from "../../support/seeded-redmine.ts";
import { copiesAndNotes } from "./copies-and-notes.ts";
import { deleting } from "./deleting.ts";
import { filesAndNews } from "./files-and-news.ts";
import { peopleAndTime } from "./people-and-time.ts";
import { planning } from "./planning.ts";
import { projectsAndWiki } from "./projects-and-wiki.ts";

/** The tools beyond core: the same on the sample and on a real Redmine. */
export function toolsets(redmine: Redmine): void {
  planning(redmine);
  peopleAndTime(redmine);
  filesAndNews(redmine);
  projectsAndWiki(redmine);
  deleting(redmine);
  copiesAndNotes(redmine);
}

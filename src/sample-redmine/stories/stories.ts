import { allScopes } from "../access/permission-list.ts";
import type { SampleData } from "../records.ts";
import { booking } from "./booking.ts";
import { calendarFrom } from "./calendar.ts";
import { fleet } from "./fleet.ts";
import { members, users } from "./people.ts";
import { release } from "./release.ts";
import { roles, workflows } from "./roles.ts";
import { rowsOf } from "./rows.ts";
import { readStories } from "./script.ts";
import {
  activities,
  categories,
  customFields,
  priorities,
  projects,
  queries,
  statuses,
  trackers,
  versions,
} from "./setting.ts";
import { documents, news, newsComments, wikiPages } from "./wiki.ts";

const stories = [fleet, release, booking].flatMap(readStories).sort((a, b) => a.id - b.id);

const relations: [from: number, kind: string, to: number][] = [
  [418, "blocks", 419],
  [405, "relates", 418],
  [427, "blocks", 421],
];

/** The demo's Redmine: Brightwater Ferries, nine days before a release that is not ready. */
export function ferryCompany(now: number): SampleData {
  const calendar = calendarFrom(now);

  return {
    title: "Brightwater Ferries (sample Redmine)",
    attachmentMaxBytes: 5120 * 1024,
    users: users(calendar),
    groups: [],
    roles,
    members,
    projects: projects(calendar),
    trackers,
    statuses,
    priorities,
    activities,
    workflows,
    customFields,
    versions: versions(calendar),
    categories,
    ...rowsOf(stories, calendar),
    relations: relations.map(([from, kind, to], index) => ({
      id: index + 1,
      issue_from_id: from,
      issue_to_id: to,
      relation_type: kind,
      delay: null,
    })),
    wikiPages: wikiPages(calendar),
    news: news(calendar),
    newsComments,
    documents: documents(calendar),
    queries,
    application: {
      name: "redmine-fastmcp demo",
      clientId: "demo",
      clientSecret: "not-a-secret",
      confidential: true,
      scopes: allScopes,
    },
  };
}

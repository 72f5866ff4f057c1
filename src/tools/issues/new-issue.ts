import { line } from "../../format/clean.ts";
import { choosePerson } from "../../redmine/lookups/person.ts";
import { allOrRefuse } from "./all-or-refuse.ts";
import type { GivenFields } from "./issue-input.ts";
import { type Wanted, wantedReference } from "./wanted.ts";
import { type Place, wantedFields } from "./wanted-fields.ts";
import { wantedStatus } from "./wanted-status.ts";

type Given = GivenFields & { watcher_ids?: readonly (string | number)[] | undefined };

/** Everything a new issue is to have. An empty field is one that is not given: there is nothing to empty. */
export function newIssue(given: Given, place: Place): Promise<Wanted[]> {
  const { project, tracker, redmine, lookups } = place;
  const { status_id, watcher_ids = [], ...fields } = withoutEmpty(given);

  return allOrRefuse(
    [
      Promise.resolve(wantedReference("project", project)),
      Promise.resolve(wantedReference("tracker", tracker)),
      ...(status_id === undefined ? [] : [wantedStatus(status_id, undefined, undefined, redmine, lookups)]),
      ...wantedFields(fields, place),
      ...(watcher_ids.length > 0 ? [watchers(watcher_ids, place)] : []),
    ],
    "Nothing was created.",
  );
}

function withoutEmpty(given: Given): Given {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== ""));
}

async function watchers(given: readonly (string | number)[], { project, redmine, lookups }: Place): Promise<Wanted> {
  const people = await Promise.all(
    given.map(async (each) =>
      each === "me" ? { id: redmine.userId, name: "me" } : choosePerson(each, project, redmine, lookups),
    ),
  );
  return {
    label: "Watchers",
    text: line(people.map(({ id, name }) => name ?? `id ${id}`).join(", "), 200),
    json: { watcher_user_ids: people.map(({ id }) => id) },
    // without view_issue_watchers nobody is shown, and nothing can be said against it
    holds: ({ watchers: kept }) => !kept || people.every(({ id }) => kept.some((each) => each.id === id)),
  };
}

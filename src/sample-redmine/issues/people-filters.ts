import { may } from "../access/permissions.ts";
import { matchList } from "../filters/match.ts";
import type { Filter } from "../filters/query.ts";
import type { Issue } from "../records.ts";
import type { Ask } from "../web/ask.ts";
import { projectOf } from "../web/refs.ts";
import { groupsOf, journalVisible } from "./visible.ts";

type Add = (name: string, filter: Filter<Issue>) => void;

/** Filters by author, assignee, watcher and who wrote last; `me` is the caller, for the first two with their groups. */
export function peopleFilters(ask: Ask, add: Add): void {
  const { sample, caller } = ask;
  const { state } = sample;
  const myGroups = caller.user ? groupsOf(state, caller.user) : [];
  const people = (wanted: string[], withGroups = false) =>
    wanted.flatMap((value) =>
      value === "me" ? [caller.user?.id ?? 0, ...(withGroups ? myGroups : [])].map(String) : value,
    );
  const groupsWith = (id: number | null) =>
    id === null ? [] : state.groups.where(({ users }) => users.includes(id)).map((group) => group.id);
  const rolesOf = (id: number | null, issue: Issue) =>
    state.members
      .where((row) => row.principal_id === id && row.project_id === issue.project_id)
      .flatMap(({ roles }) => roles.map(({ role_id }) => role_id));

  add("author_id", {
    type: "list",
    label: { named: "Author" },
    match: (issue, operator, wanted) => matchList([issue.author_id], operator, people(wanted)),
  });
  if (sample.switches.version !== "5.0") {
    add("author.group", {
      type: "list",
      label: { named: "Author's Group" },
      values: (issue) => groupsWith(issue.author_id),
    });
    add("author.role", {
      type: "list",
      label: { named: "Author's Role" },
      values: (issue) => rolesOf(issue.author_id, issue),
    });
  }
  add("assigned_to_id", {
    type: "list_optional_with_history",
    label: "assigned_to",
    match: (issue, operator, wanted) => matchList([issue.assigned_to_id], operator, people(wanted, true)),
  });
  add("member_of_group", {
    type: "list_optional",
    label: { named: "Assignee's group" },
    values: (issue) => [issue.assigned_to_id, ...groupsWith(issue.assigned_to_id)],
  });
  add("assigned_to_role", {
    type: "list_optional",
    label: { named: "Assignee's role" },
    values: (issue) => rolesOf(issue.assigned_to_id, issue),
  });

  const writers = (issue: Issue) =>
    state.journals
      .where((journal) => journal.issue_id === issue.id)
      .filter((journal) => journalVisible(sample, caller, journal, issue))
      .map(({ user_id }) => user_id);
  add("updated_by", {
    type: "list",
    label: { named: "Updated by" },
    match: (issue, operator, wanted) => matchList(writers(issue), operator, people(wanted)),
  });
  add("last_updated_by", {
    type: "list",
    label: { named: "Last updated by" },
    match: (issue, operator, wanted) => matchList(writers(issue).slice(-1), operator, people(wanted)),
  });
  add("notes", {
    type: "text",
    label: { named: "Notes" },
    values: (issue) =>
      state.journals
        .where((journal) => journal.issue_id === issue.id)
        .filter((journal) => journalVisible(sample, caller, journal, issue))
        .map(({ notes }) => notes),
  });

  const me = [caller.user?.id ?? 0, ...myGroups].map(String);
  add("watcher_id", {
    type: "list",
    label: { named: "Watcher" },
    match(issue, operator, wanted) {
      const asked = people(wanted, true);
      const others = () => may(sample, caller, "view_issue_watchers", projectOf(state, issue), { byRole: true });
      const seen = asked.filter((id) => me.includes(id) || others());
      return matchList(issue.watchers, operator, seen);
    },
  });
}

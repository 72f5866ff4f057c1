import { may } from "../access/permissions.ts";
import { matchList } from "../filters/match.ts";
import type { filtersOf } from "../filters/query.ts";
import type { Issue } from "../records.ts";
import type { Ask } from "../web/ask.ts";
import { projectOf } from "../web/refs.ts";
import { groupsOf, journalVisible } from "./visible.ts";

/** Filters by author, assignee, watcher and who wrote last; `me` is the caller, for the first two with their groups. */
export function peopleFilters(ask: Ask, { values, match }: ReturnType<typeof filtersOf<Issue>>): void {
  const { sample, caller } = ask;
  const { state } = sample;
  const myGroups = caller.user ? groupsOf(state, caller.user) : [];
  const people = (names: string[], withGroups = false) =>
    names.flatMap((value) =>
      value === "me" ? [caller.user?.id ?? 0, ...(withGroups ? myGroups : [])].map(String) : value,
    );
  const groupsWith = (id: number | null) =>
    id === null ? [] : state.groups.where(({ users }) => users.includes(id)).map((group) => group.id);
  const rolesOf = (id: number | null, issue: Issue) =>
    state.members
      .where((row) => row.principal_id === id && row.project_id === issue.project_id)
      .flatMap(({ roles }) => roles.map(({ role_id }) => role_id));

  const notesOf = (issue: Issue) =>
    state.journals
      .where((journal) => journal.issue_id === issue.id)
      .filter((journal) => journalVisible(sample, caller, journal, issue));
  const writers = (issue: Issue) => notesOf(issue).map(({ user_id }) => user_id);

  match("author_id", "list", "Author", (issue, operator, expected) =>
    matchList([issue.author_id], operator, people(expected)),
  );
  if (sample.switches.version !== "5.0") {
    values("author.group", "list", "Author's Group", (issue) => groupsWith(issue.author_id));
    values("author.role", "list", "Author's Role", (issue) => rolesOf(issue.author_id, issue));
  }
  match("assigned_to_id", "list_optional_with_history", "assigned_to", (issue, operator, expected) =>
    matchList([issue.assigned_to_id], operator, people(expected, true)),
  );
  values("member_of_group", "list_optional", "Assignee's group", ({ assigned_to_id: id }) => [id, ...groupsWith(id)]);
  values("assigned_to_role", "list_optional", "Assignee's role", (issue) => rolesOf(issue.assigned_to_id, issue));
  match("updated_by", "list", "Updated by", (issue, operator, expected) =>
    matchList(writers(issue), operator, people(expected)),
  );
  match("last_updated_by", "list", "Last updated by", (issue, operator, expected) =>
    matchList(writers(issue).slice(-1), operator, people(expected)),
  );
  values("notes", "text", "Notes", (issue) => notesOf(issue).map(({ notes }) => notes));

  const me = [caller.user?.id ?? 0, ...myGroups].map(String);
  match("watcher_id", "list", "Watcher", (issue, operator, expected) => {
    const others = () => may(sample, caller, "view_issue_watchers", projectOf(state, issue), { byRole: true });
    const allowed = people(expected, true).filter((id) => me.includes(id) || others());
    return matchList(issue.watchers, operator, allowed);
  });
}

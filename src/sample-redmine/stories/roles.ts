import { permissions } from "../access/permission-list.ts";
import type { Role, Workflow } from "../records.ts";

export const [nonMember, anonymousRole, manager, developer, reporter] = [1, 2, 3, 4, 5];

const everybodys =
  "view_issues view_gantt view_calendar view_time_entries view_news view_documents view_wiki_pages view_wiki_edits view_messages view_files browse_repository view_changesets";
const memberWrites = "add_issues add_issue_notes save_queries comment_news add_messages";

function role(id: number, name: string, permissionNames: string, more: Partial<Role> = {}): Role {
  return {
    id,
    name,
    builtin: undefined,
    assignable: true,
    issues_visibility: "default",
    time_entries_visibility: "all",
    users_visibility: "members_of_visible_projects",
    permissions: permissionNames.split(" "),
    ...more,
  };
}

/** Redmine's default roles: what its own “load the default configuration” gives. */
export const roles: Role[] = [
  role(nonMember, "Non member", `${everybodys} ${memberWrites}`, { builtin: "non_member" }),
  role(anonymousRole, "Anonymous", everybodys, { builtin: "anonymous" }),
  role(
    manager,
    "Manager",
    [...permissions].flatMap(([name, permission]) => (permission.public ? [] : name)).join(" "),
    { issues_visibility: "all", users_visibility: "all" },
  ),
  role(
    developer,
    "Developer",
    "manage_versions manage_categories view_issues add_issues edit_issues view_private_notes set_notes_private manage_issue_relations manage_subtasks add_issue_notes save_queries view_gantt view_calendar log_time view_time_entries view_news comment_news view_documents view_wiki_pages view_wiki_edits edit_wiki_pages delete_wiki_pages view_messages add_messages edit_own_messages view_files manage_files browse_repository view_changesets commit_access manage_related_issues",
  ),
  role(
    reporter,
    "Reporter",
    "view_issues add_issues add_issue_notes save_queries view_gantt view_calendar log_time view_time_entries view_news comment_news view_documents view_wiki_pages view_wiki_edits view_messages add_messages edit_own_messages view_files browse_repository view_changesets",
  ),
];

const everyStatus = [1, 2, 3, 4, 5, 6];

export const workflows: Workflow[] = [
  ...everyStatus.map((from) => ({ role_id: manager, from, to: everyStatus.filter((to) => to !== from) })),
  { role_id: developer, from: 1, to: [2, 3, 4, 5] },
  { role_id: developer, from: 2, to: [3, 4, 5] },
  { role_id: developer, from: 3, to: [2, 4, 5] },
  { role_id: developer, from: 4, to: [2, 3, 5] },
  { role_id: reporter, from: 1, to: [5] },
  { role_id: reporter, from: 2, to: [5] },
  { role_id: reporter, from: 3, to: [4, 5] },
  { role_id: reporter, from: 4, to: [5] },
];

/** A checkbox on the form on which a Redmine administrator registers an OAuth application. */
export interface Checkbox {
  /** Redmine's name of the permission, which is also the OAuth scope. */
  name: string;
  label: string;
  /** Redmine ticks it by itself and lets nobody take it away. */
  fixed: boolean;
}

export interface CheckboxGroup {
  title: string;
  boxes: Checkbox[];
}

/** The form of Redmine 6.1 in English, in its order: `name: label`, after a star what is fixed. */
const form = {
  Project: `view_project: *View projects
search_project: *Search projects
add_project: Create project
edit_project: Edit project
close_project: Close / reopen the project
delete_project: Delete the project
select_project_publicity: Set project public or private
select_project_modules: Select project modules
view_members: *View project members
manage_members: Manage members
manage_versions: Manage versions
add_subprojects: Create subprojects
manage_public_queries: Manage public queries
save_queries: Save queries
use_webhooks: Use webhooks`,
  Forums: `view_messages: View messages
add_messages: Post messages
edit_messages: Edit messages
edit_own_messages: Edit own messages
delete_messages: Delete messages
delete_own_messages: Delete own messages
view_message_watchers: View message watchers list
add_message_watchers: Add message watchers
delete_message_watchers: Delete message watchers
manage_boards: Manage forums`,
  Calendar: "view_calendar: View calendar",
  Documents: `view_documents: View documents
add_documents: Add documents
edit_documents: Edit documents
delete_documents: Delete documents`,
  Files: `view_files: View files
manage_files: Manage files`,
  Gantt: "view_gantt: View gantt chart",
  "Issue tracking": `view_issues: View Issues
add_issues: Add issues
edit_issues: Edit issues
edit_own_issues: Edit own issues
copy_issues: Copy issues
manage_issue_relations: Manage issue relations
manage_subtasks: Manage subtasks
set_issues_private: Set issues public or private
set_own_issues_private: Set own issues public or private
add_issue_notes: Add notes
edit_issue_notes: Edit notes
edit_own_issue_notes: Edit own notes
view_private_notes: View private notes
set_notes_private: Set notes as private
delete_issues: Delete issues
view_issue_watchers: View watchers list
add_issue_watchers: Add watchers
delete_issue_watchers: Delete watchers
import_issues: Import issues
manage_categories: Manage issue categories`,
  News: `view_news: View news
manage_news: Manage news
comment_news: Comment news`,
  Repository: `view_changesets: View changesets
browse_repository: Browse repository
commit_access: Commit access
manage_related_issues: Manage related issues
manage_repository: Manage repository`,
  "Time tracking": `view_time_entries: View spent time
log_time: Log spent time
edit_time_entries: Edit time logs
edit_own_time_entries: Edit own time logs
manage_project_activities: Manage project activities
log_time_for_other_users: Log spent time for other users
import_time_entries: Import time entries`,
  Wiki: `view_wiki_pages: View wiki
view_wiki_edits: View wiki history
export_wiki_pages: Export wiki pages
edit_wiki_pages: Edit wiki pages
rename_wiki_pages: Rename wiki pages
delete_wiki_pages: Delete wiki pages
delete_wiki_pages_attachments: Delete attachments
view_wiki_page_watchers: View wiki page watchers list
add_wiki_page_watchers: Add wiki page watchers
delete_wiki_page_watchers: Delete wiki page watchers
protect_wiki_pages: Protect wiki pages
manage_wiki: Manage wiki`,
};

const groups: readonly CheckboxGroup[] = Object.entries(form).map(([title, lines]) => ({
  title,
  boxes: lines.split("\n").map((line) => {
    const [name = "", label = ""] = line.split(": ");
    return { name, label: label.replace("*", ""), fixed: label.startsWith("*") };
  }),
}));

/** Names of the permissions that Redmine itself has; plugins add theirs. */
export const ownPermissions: readonly string[] = groups.flatMap(({ boxes }) => boxes.map(({ name }) => name));

/** The checkboxes of these permissions as the form shows them; a plugin's come last, by their names. */
export function checkboxesOf(permissions: Iterable<string>): CheckboxGroup[] {
  const needed = new Set(permissions);
  const groupsNeeded = groups.flatMap(({ title, boxes }) => {
    const inGroup = boxes.filter(({ name }) => needed.delete(name));
    return inGroup.length > 0 ? [{ title, boxes: inGroup }] : [];
  });
  if (needed.size === 0) return groupsNeeded;

  return [...groupsNeeded, { title: "Of a plugin", boxes: [...needed].sort().map(unknown) }];
}

const unknown = (name: string): Checkbox => ({ name, label: name, fixed: false });

/** `read` permissions stay in force in a closed project; `public` ones belong to everybody. */
type Permission = { module: string | undefined; read: boolean; public: boolean };

/** Redmine's own order, by project module; what is in no module comes first. */
const byModule: Record<string, string> = {
  "": "view_project search_project add_project edit_project close_project delete_project select_project_publicity select_project_modules view_members manage_members manage_versions add_subprojects manage_public_queries save_queries",
  issue_tracking:
    "view_issues add_issues edit_issues edit_own_issues copy_issues manage_issue_relations manage_subtasks set_issues_private set_own_issues_private add_issue_notes edit_issue_notes edit_own_issue_notes view_private_notes set_notes_private delete_issues view_issue_watchers add_issue_watchers delete_issue_watchers import_issues manage_categories",
  time_tracking:
    "view_time_entries log_time edit_time_entries edit_own_time_entries manage_project_activities log_time_for_other_users import_time_entries",
  news: "view_news manage_news comment_news",
  documents: "view_documents add_documents edit_documents delete_documents",
  files: "view_files manage_files",
  wiki: "view_wiki_pages view_wiki_edits export_wiki_pages edit_wiki_pages rename_wiki_pages delete_wiki_pages delete_wiki_pages_attachments view_wiki_page_watchers add_wiki_page_watchers delete_wiki_page_watchers protect_wiki_pages manage_wiki",
  repository: "view_changesets browse_repository commit_access manage_related_issues manage_repository",
  boards:
    "view_messages add_messages edit_messages edit_own_messages delete_messages delete_own_messages view_message_watchers add_message_watchers delete_message_watchers manage_boards",
  calendar: "view_calendar",
  gantt: "view_gantt",
};

const everybodys = new Set(["view_project", "search_project", "view_members"]);

// Closing and deleting count as reading: one does them to a closed project too.
const readsByAnotherName = new Set([
  "search_project",
  "close_project",
  "delete_project",
  "export_wiki_pages",
  "browse_repository",
]);

/** Every permission of Redmine 6.1 by name; a name is also the OAuth scope. */
export const permissions: ReadonlyMap<string, Permission> = new Map(
  Object.entries(byModule).flatMap(([module, names]) =>
    names.split(" ").map((name): [string, Permission] => [
      name,
      {
        module: module || undefined,
        read: name.startsWith("view_") || readsByAnotherName.has(name),
        public: everybodys.has(name),
      },
    ]),
  ),
);

/** What an application may be allowed: every permission, and to act as administrator. */
export const allScopes: string[] = [...permissions.keys(), "admin"];

/** Asked for when an application asks for nothing. */
export const defaultScopes = [...permissions].filter(([, permission]) => permission.public).map(([name]) => name);

/**
 * Words for one thing, as tools, Redmine's API and people have them. A tool that has one of them as a parameter takes the
 * others too; tools/list shows only its own.
 */
const sameThing: readonly (readonly string[])[] = [
  ["project_id", "project"],
  ["issue_id", "issue"],
  ["issue_id", "id"],
  ["tracker_id", "tracker"],
  ["trackers", "tracker_ids"],
  ["status_id", "status"],
  ["priority_id", "priority"],
  ["assignee_id", "assignee", "assigned_to_id", "assigned_to"],
  ["author_id", "author"],
  ["watcher_id", "watcher"],
  ["watcher_ids", "watchers", "watcher_user_ids"],
  ["category_id", "category"],
  ["version_id", "version", "fixed_version_id", "fixed_version", "target_version"],
  ["parent_id", "parent", "parent_issue_id"],
  ["start", "start_date"],
  ["due", "due_date"],
  ["created", "created_on"],
  ["updated", "updated_on"],
  ["closed", "closed_on"],
  ["estimated_hours", "estimated", "estimate"],
  ["done_ratio", "done"],
  ["is_private", "private"],
  ["custom_fields", "custom_field_values"],
  ["notes", "note", "comment"],
  ["note", "notes", "comment"],
  ["private_notes", "private_note"],
  ["comment", "comments"],
  ["date", "spent_on"],
  ["from", "from_date"],
  ["to", "to_date"],
  ["activity", "activity_id"],
  ["user", "user_id", "person"],
  ["member", "member_id", "user", "user_id"],
  ["roles", "role_ids"],
  ["relation", "relation_type"],
  ["other_id", "other_issue_id", "issue_to_id", "related_issue_id"],
  ["query", "q"],
  ["query_id", "saved_query"],
  ["group_by", "group"],
  ["title", "page"],
  ["subject", "title"],
  ["text", "content"],
  ["modules", "enabled_modules", "enabled_module_names"],
  ["sharing", "shared"],
  ["reassign_to", "reassign_to_id"],
];

const words = new Map<string, readonly string[]>();
for (const group of sameThing) {
  for (const word of group) words.set(word, [...new Set([...(words.get(word) ?? []), ...group])]);
}

const mostNames = 100;

/** No tool has so many parameters: beyond, some are unknown, and the call is refused for those that are left too. */
export function firstNames(args: object): object {
  const names = Object.keys(args);
  return names.length <= mostNames ? args : Object.fromEntries(Object.entries(args).slice(0, mostNames));
}

/** Arguments under the tool's own names. A name stays as it is where the tool has it, or where two could be meant. */
export function ownNames(args: unknown, parameters: ReadonlySet<string>): unknown {
  if (!isRecord(args)) return args;
  const renamed = Object.entries(args).map(([name, value]): [string, unknown] => [
    ownName(name, value, args, parameters),
    Array.isArray(value) ? value.map((each) => ownNames(each, parameters)) : value,
  ]);
  const names = new Set(renamed.map(([name]) => name));
  return names.size === renamed.length ? Object.fromEntries(renamed) : args; // two words for one thing: both are shown as wrong
}

function ownName(name: string, value: unknown, args: object, parameters: ReadonlySet<string>): string {
  if (parameters.has(name)) return name;
  if (name === "note" && /^\s*#?\d+\s*$/.test(String(value))) return name; // a note's number, not how many notes
  const [own, ...others] = (words.get(name) ?? []).filter((word) => parameters.has(word));
  return own === undefined || others.length > 0 || Object.hasOwn(args, own) ? name : own;
}

/** Parameters that take issues by number; a pasted address of an issue is one too. */
const issueParameters = new Set(["issue_id", "more_issue_ids", "other_id", "parent_id"]);

/** Arguments with numbers in the place of pasted addresses of issues, if these lead to this Redmine. */
export function issueNumbers(args: unknown, redmineUrl: string): unknown {
  if (!isRecord(args)) return args;
  return Object.fromEntries(
    Object.entries(args).map(([name, value]): [string, unknown] => {
      if (Array.isArray(value)) {
        const isIssues = issueParameters.has(name);
        return [name, value.map((each) => (isIssues ? numberOf(each, redmineUrl) : issueNumbers(each, redmineUrl)))];
      }
      return [name, issueParameters.has(name) ? numberOf(value, redmineUrl) : value];
    }),
  );
}

/** "https://redmine.example.net/issues/61#note-3" is 61. What leads elsewhere stays as it is, and is refused. */
export function numberOf(value: unknown, redmineUrl: string): unknown {
  if (typeof value !== "string" || value.length > 2_000 || !/^https?:\/\//i.test(value.trim())) return value;
  const pasted = URL.parse(value.trim());
  const redmine = URL.parse(redmineUrl);
  if (!pasted || !redmine || pasted.host !== redmine.host) return value;
  const base = redmine.pathname.replace(/\/$/, "");
  if (!pasted.pathname.startsWith(`${base}/issues/`)) return value;
  const [, number] = /^(\d{1,10})(?:\.\w+|\/.*)?$/.exec(pasted.pathname.slice(base.length + "/issues/".length)) ?? [];
  return number ? Number(number) : value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

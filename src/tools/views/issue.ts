import { clean, line } from "../../format/clean.ts";
import { numbered } from "../../format/history.ts";
import { customField, relationInWords } from "../../format/issue-head.ts";
import { changesInWords } from "../../format/journal-changes.ts";
import { type Child, type Issue, issueAnswer } from "../../redmine/issues.ts";
import { path } from "../../redmine/path.ts";
import { namesInHistory } from "../issues/names-in-history.ts";
import type { ToolContext } from "../tool.ts";

const maxHistory = 100; // entries, the newest
const maxText = 20_000;

/** An issue for its view. `brief`: only what a card of the board needs after a move. */
export async function issueData(
  { issue_id, brief = false }: { issue_id: number; brief?: boolean | undefined },
  { redmine, settings, mayWrite }: ToolContext,
): Promise<object> {
  const include = brief ? "allowed_statuses" : "children,attachments,relations,journals,allowed_statuses";
  const { issue } = await redmine.get(path`issues/${issue_id}.json`, issueAnswer, {
    what: `issue #${issue_id}`,
    query: { include },
  });
  const urlOf = (id: number) => `${settings.redminePublicUrl}/issues/${id}`;
  const head = headOf(issue, urlOf(issue.id));
  if (brief) return head;

  const all = numbered(issue.journals ?? []).toReversed();
  const newest = all.slice(0, maxHistory);
  const nameOf = await namesInHistory(issue, newest, redmine);
  return {
    ...head,
    mayWrite,
    description: clean(issue.description ?? "").slice(0, maxText),
    fields: issue.custom_fields.flatMap((field) => {
      const text = customField(field, nameOf, 300);
      return text ? [{ name: line(field.name, 80), value: text.slice(text.indexOf(":") + 1).trim() }] : [];
    }),
    children: flat(issue.children ?? []).map(({ id, tracker, subject }) => ({
      id,
      tracker: line(tracker?.name ?? "Issue", 60),
      subject: line(subject),
      url: urlOf(id),
    })),
    relations: (issue.relations ?? []).map((relation) => {
      const id = relation.issue_id === issue.id ? relation.issue_to_id : relation.issue_id;
      return { id, type: relationInWords(relation, issue.id).replace(/\s*#\d+.*$/, ""), url: urlOf(id) };
    }),
    files: (issue.attachments ?? []).map(({ id, filename, filesize, content_type }) => ({
      id,
      name: line(filename, 200),
      size: filesize,
      isImage: /^image\/(png|jpeg|gif|webp)$/.test(content_type ?? ""),
      url: `${settings.redminePublicUrl}/attachments/${id}`,
    })),
    history: newest.map(({ number, journal }) => ({
      number: `#${number}`,
      user: line(journal.user?.name ?? "(deleted user)", 80),
      created: journal.created_on,
      isPrivate: journal.private_notes === true,
      changes: [changesInWords(journal.details, nameOf, new Set())].filter(Boolean),
      note: clean(journal.notes ?? "")
        .trim()
        .slice(0, maxText),
    })),
    older: all.length - newest.length,
  };
}

function headOf(issue: Issue, url: string): object {
  const { id, status, assigned_to, fixed_version, allowed_statuses = [] } = issue;
  const name = (named: { name: string } | undefined) => named && line(named.name, 80);
  const nextStatuses = allowed_statuses.some((allowed) => allowed.id === status.id)
    ? allowed_statuses
    : [status, ...allowed_statuses];
  return {
    id,
    url,
    subject: line(issue.subject),
    project: name(issue.project),
    tracker: name(issue.tracker),
    status: { id: status.id, name: name(status), isClosed: status.is_closed === true },
    columns: { status: status.id, assignee: assigned_to?.id ?? 0, version: fixed_version?.id ?? 0 },
    allowed: nextStatuses.map((allowed) => ({ id: allowed.id, name: line(allowed.name, 80) })),
    priority: name(issue.priority),
    author: name(issue.author),
    assignee: name(assigned_to),
    category: name(issue.category),
    version: name(fixed_version),
    start: issue.start_date,
    due: issue.due_date,
    done: issue.done_ratio ?? 0,
    estimated: issue.estimated_hours,
    spent: issue.total_spent_hours ?? issue.spent_hours,
    isPrivate: issue.is_private === true,
  };
}

function flat(children: readonly Child[]): Child[] {
  return children.flatMap((child) => [child, ...flat(child.children ?? [])]);
}

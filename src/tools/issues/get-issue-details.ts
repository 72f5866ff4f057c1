import { z } from "zod";
import { clean, line } from "../../format/clean.ts";
import { type NameOf, type NumberedJournal, numbered } from "../../format/history.ts";
import { agileRows, checklistRows, issueDetails } from "../../format/issue-details.ts";
import { part } from "../../format/text.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { pageMissing, unless } from "../../redmine/failure.ts";
import { type Child, type Issue, issueAnswer, issueList } from "../../redmine/issues.ts";
import { path } from "../../redmine/path.ts";
import { agileDataAnswer, checklistOf } from "../../redmine/plugins.ts";
import { valuesOf } from "../../redmine/values.ts";
import { issueNumber } from "../input.ts";
import { defineTool, type ToolContext, ToolRefusal, type ToolSettings } from "../tool.ts";
import { changesInRows, changesOf } from "./changes-of.ts";
import { namesInHistory } from "./names-in-history.ts";

const include = "children,attachments,relations,changesets,journals,watchers,allowed_statuses";

interface DetailsInput {
  issue_id: number;
  /** How many notes, newest first; the server's own number unless given. */
  notes?: number | "all" | undefined;
  /** Only notes older than this number. */
  before_note?: number | undefined;
  /** One long text instead of the issue: "description", "#12" for a note, or a custom field. */
  field?: string | undefined;
  /** Only the changes of this field. */
  changes_of?: string | undefined;
  offset?: number | undefined;
}

/** An issue with its history, for a model. */
export async function detailsInWords(
  { issue_id, notes, before_note, field, changes_of, offset = 0 }: DetailsInput,
  { redmine, settings, quote }: ToolContext,
): Promise<string> {
  const { issue } = await redmine.get(path`issues/${issue_id}.json`, issueAnswer, {
    what: `issue #${issue_id}`,
    query: { include: changes_of === undefined ? include : "journals" },
  });

  if (field !== undefined) return textOf(issue, field, offset, quote);

  if (changes_of !== undefined) {
    const earlier = numbered(issue.journals ?? []).filter(
      ({ number }) => number < (before_note ?? Number.POSITIVE_INFINITY),
    );
    const changes = changesOf(changes_of, earlier, issue);
    const nameOf = await namesInHistory(issue, changes, redmine);
    return changesInRows(changes_of, changes, { issue, nameOf, quote });
  }

  const maxNotes = notes === "all" ? Number.POSITIVE_INFINITY : (notes ?? settings.maxJournalEntries);
  const { shown, older } = newest(numbered(issue.journals ?? []), maxNotes, before_note);
  const [names, related, more] = await Promise.all([
    namesInHistory(issue, shown, redmine),
    relatedIssues(issue, redmine),
    pluginRows(issue_id, settings, redmine),
  ]);
  const nameOf: NameOf = (column, id) => related(column, id) ?? names(column, id);
  const url = `${settings.redminePublicUrl}/issues/${issue_id}`;
  const text = issueDetails({ issue, notes: shown, older, nameOf, quote, url, more });

  const blind = redmine.scopes && !redmine.scopes.has("view_private_notes");
  return blind ? `${text}\nPrivate notes are hidden from this sign-in; Redmine's note numbers count them.` : text;
}

/** What plugins have on the issue, which this person may see: it was read before. */
async function pluginRows(id: number, { toolsets = [] }: ToolSettings, redmine: RedmineReader): Promise<string[]> {
  const may = (scope: string) => !redmine.scopes || redmine.scopes.has(scope);
  const what = `the plugins' data of issue #${id}`;
  const [items, agile] = await Promise.all([
    toolsets.includes("checklists") && may("view_checklists")
      ? unless(pageMissing, checklistOf(id, redmine))
      : undefined,
    toolsets.includes("agile")
      ? unless(pageMissing, redmine.get(path`issues/${id}/agile_data.json`, agileDataAnswer, { what }))
      : undefined,
  ]);
  return [...checklistRows(items ?? []), ...(agile ? agileRows(agile.agile_data) : [])];
}

const maxFieldChars = 36_000;

/** A text that get_issue_details cuts, from `offset` on. Throws ToolRefusal where there is none of this name. */
function textOf(issue: Issue, field: string, offset: number, quote: ToolContext["quote"]): string {
  const cut = longTexts(issue).find(({ name }) => name.toLowerCase() === line(field).toLowerCase());
  if (!cut) {
    throw new ToolRefusal(
      `Issue #${issue.id} has no text “${line(field, 80)}”. Give "description", a note as "#12", or the name of a custom field.`,
    );
  }
  const text = clean(cut.text);
  if (offset > text.length) throw new ToolRefusal(`The text ends at character ${text.length}: give a smaller offset.`);
  const { text: shown, next } = part(text, offset, maxFieldChars);
  const more = next === undefined ? "" : ` More: offset=${next}.`;
  return `${text.length} characters, shown from ${offset} to ${next ?? text.length}.${more}\n${quote(shown)}`;
}

function longTexts(issue: Issue): { name: string; text: string }[] {
  return [
    { name: "description", text: issue.description ?? "" },
    ...numbered(issue.journals ?? []).map(({ number, journal }) => ({ name: `#${number}`, text: journal.notes ?? "" })),
    ...issue.custom_fields.map((field) => ({ name: line(field.name), text: valuesOf(field).join("\n") })),
  ];
}

function newest(all: readonly NumberedJournal[], count: number, before = Number.POSITIVE_INFINITY) {
  const earlier = all.filter(({ number }) => number < before);
  const shown = earlier.toReversed().slice(0, count);
  return { shown, older: earlier.length - shown.length };
}

export const getIssueDetails = defineTool({
  name: "get_issue_details",
  title: "Read issue",
  description: "An issue's fields, allowed next statuses, relations, subtasks, files, notes and changes, newest first.",
  access: "read",
  toolset: "core",
  scopes: ["view_issues"],
  extraScopes: [
    "view_private_notes",
    "view_time_entries",
    "view_issue_watchers",
    "view_changesets",
    "view_members",
    "view_project",
  ],
  plugins: {
    checklists: { extraScopes: ["view_checklists"] },
    tags: { extraScopes: ["view_issue_tags"] },
  },
  parameters: z.object({
    issue_id: issueNumber,
    notes: z
      .union(
        [
          z.int().min(0),
          z.literal("all"),
          z
            .string()
            .regex(/^\d{1,6}$/)
            .transform(Number),
        ],
        { error: 'give a number, or "all"' },
      )
      .optional()
      .describe("how many, or all"),
    before_note: z.int().positive().optional().describe("notes older than this"),
    field: z.string().max(255).optional().describe("a text that was cut"),
    offset: z.int().min(0).optional(),
    changes_of: z.string().min(1).max(255).optional(),
  }),
  execute: (args, context) => detailsInWords(args, context),
});

const maxIssues = 100; // Redmine sends no more at a time

/**
 * Status and subject of the issues that this one names: related ones, subtasks, its parent. One request, and none where there
 * are no such issues. `nameOf("issue", "12")` is "(New: Subject)"; undefined for one that this person may not see.
 */
export async function relatedIssues(issue: Issue, redmine: RedmineReader): Promise<NameOf> {
  const ids = [...new Set(idsIn(issue))].slice(0, maxIssues);
  if (ids.length === 0) return () => undefined;
  // a beside: the issue is worth reading without it
  const answer = await unless(
    ["forbidden", "not_found"],
    redmine.get(path`issues.json`, issueList, {
      what: "related issues",
      query: { issue_id: ids.join(","), status_id: "*", limit: maxIssues },
    }),
  );
  const names = new Map(
    answer?.issues.map(({ id, status, subject }) => [
      String(id),
      { status: line(status.name, 60), subject: line(subject, 60) },
    ]),
  );
  return (column, id) => {
    const name = names.get(id);
    if (column === "issue") return name && `(${name.status}: ${name.subject})`;
    return column === "status of issue" ? name?.status : undefined;
  };
}

function idsIn({ id, relations = [], parent, children = [] }: Issue): number[] {
  return [
    ...relations.map(({ issue_id, issue_to_id }) => (issue_id === id ? issue_to_id : issue_id)),
    ...(parent ? [parent.id] : []),
    ...below(children),
  ];
}

function below(children: readonly Child[]): number[] {
  return children.flatMap(({ id, children: deeper = [] }) => [id, ...below(deeper)]);
}

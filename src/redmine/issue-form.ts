import { z } from "zod";
import type { RedmineReader } from "./client.ts";
import { pageMissing, unless } from "./failure.ts";
import { path } from "./path.ts";
import { rememberTextFormat } from "./text-format.ts";
import { customValue, type Named } from "./values.ts";

/** A custom field as Redmine's own form for an issue offers it to one person. */
export interface FormField {
  id: number;
  name: string;
  /** Redmine's word: list, enumeration, string, text, int, float, date, bool, user, version, link, attachment. */
  format: string;
  required: boolean;
  multiple: boolean;
  /** `value` is what Redmine wants to be sent: an id for people, versions and key/value fields. */
  values?: readonly { label: string; value: string }[];
}

export interface IssueForm {
  fields: readonly FormField[];
  /** Other required fields, by Redmine's names ("due_date"); the workflow may ask for them in one status only. */
  required: readonly string[];
}

const always = new Set(["project_id", "tracker_id", "subject", "status_id", "priority_id"]);

/** Reads the form out of an issue's page; undefined where this person gets no form. */
export function readIssueForm(html: string): IssueForm | undefined {
  const begin = html.indexOf('id="all_attributes"');
  if (begin < 0) return undefined;
  const end = html.indexOf('name="time_entry[', begin);
  const chunks = html
    .slice(begin, end < 0 ? undefined : end)
    .split(/<p><label|<label for="issue_/)
    .slice(1);

  const fields = chunks.flatMap((chunk) => fieldIn(chunk) ?? []);
  const required = html
    .slice(begin)
    .matchAll(/<label for="issue_([a-z_]+)">(?:(?!<\/label>).)*<span class="required">/gs)
    .map(([, column = ""]) => column)
    .filter((column) => !always.has(column) && !column.startsWith("custom_field"));
  return { fields, required: [...new Set(required)] };
}

function fieldIn(toNext: string): FormField | undefined {
  const [chunk = ""] = toNext.split("</p>", 1);
  const [, id, many] = /name="issue\[custom_field_values\]\[(\d+)\](\[\])?/.exec(chunk) ?? [];
  const [, marked] = /class="(?:[^"]* )?([a-z]+)_cf[ "]/.exec(chunk) ?? [];
  const holdsFile = /name="issue\[custom_field_values\]\[\d+\]\[blank\]/.test(chunk); // without a class of its own
  const format = marked ?? (holdsFile ? "attachment" : undefined);
  const [label] = chunk.split("</label>", 1);
  const [, name] = /<span[^>]*>(.*?)<\/span>/s.exec(label ?? "") ?? [];
  if (!id || !format || name === undefined) return undefined;

  const values = [...optionsIn(chunk)];
  return {
    id: Number(id),
    name: unescaped(name),
    format,
    required: /<span class="required">/.test(label ?? ""),
    multiple: many !== undefined,
    ...(values.length > 0 && { values }),
  };
}

function* optionsIn(chunk: string): Generator<{ label: string; value: string }> {
  for (const [, attributes = "", text = ""] of chunk.matchAll(/<option([^>]*)>([^<]*)<\/option>/g)) {
    const [, value] = /value="([^"]*)"/.exec(attributes) ?? [];
    const label = unescaped(text).trim();
    // the option for oneself, in the user's language; the same person stands below by name
    if (value && !/^<<.*>>$/.test(label)) yield { label, value: unescaped(value) };
  }
  for (const [tag] of chunk.matchAll(/<input type="(?:checkbox|radio)"[^>]*>/g)) {
    const [, value] = /value="([^"]*)"/.exec(tag) ?? [];
    const [, text = ""] = chunk.slice(chunk.indexOf(tag) + tag.length).match(/^\s*([^<]*)/) ?? [];
    if (value) yield { label: unescaped(text).trim() || unescaped(value), value: unescaped(value) };
  }
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  nbsp: " ",
  "#39": "'",
  "#x27": "'",
};

function unescaped(html: string): string {
  return html.replace(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole);
}

/** What issues of one tracker in one project have, as far as an issue there tells. */
export interface TrackerFields {
  /** With what Redmine's form says of them, where this person may change such issues. */
  fields: readonly (Pick<FormField, "id" | "name"> & Partial<FormField>)[];
  /** Other fields that the form asks for; undefined without a form. */
  required: IssueForm["required"] | undefined;
  /** Size of the page that told it: what another one would cost. */
  bytes: number;
}

const maxPageBytes = 6_000_000; // the form stands after the history
/**
 * Which fields are required and what they take is for administrators in the API, but Redmine's page of an issue has the
 * form to change it. The newest issue of the tracker is looked at; undefined when there is none.
 */
export async function trackerFields(
  project: { id: number },
  tracker: Pick<Named, "id">,
  redmine: RedmineReader,
  newestIssue?: IssueOfTracker,
): Promise<TrackerFields | undefined> {
  const { known } = await redmine.lookups.get(`tracker-fields:${project.id}:${tracker.id}`, async () => {
    const issue = newestIssue ?? (await newestOf(project.id, tracker.id, redmine));
    return { known: issue && (await fieldsOf(issue, redmine)) };
  });
  return known;
}

export interface IssueOfTracker {
  id: number;
  custom_fields: readonly Named[];
}

const issueOfTracker = z.object({ id: z.number(), custom_fields: z.array(customValue).default([]) });
const newestIssues = z.object({ issues: z.array(issueOfTracker) });

async function newestOf(project: number, tracker: number, redmine: RedmineReader): Promise<IssueOfTracker | undefined> {
  const query = {
    project_id: project,
    subproject_id: "!*",
    tracker_id: tracker,
    status_id: "*",
    sort: "id:desc", // young issues have short pages
    limit: 1,
  };
  const what = "the newest issue";
  const list = await unless(["forbidden"], redmine.get(path`issues.json`, newestIssues, { what, query }));
  return list?.issues[0];
}

async function fieldsOf(issue: IssueOfTracker, redmine: RedmineReader): Promise<TrackerFields> {
  const page = await unless(
    pageMissing,
    redmine.download(path`issues/${issue.id}.html`, { what: `the page of issue #${issue.id}`, maxBytes: maxPageBytes }),
  );
  const html = page && !page.cut ? new TextDecoder().decode(page.bytes) : "";
  rememberTextFormat(html, redmine);
  const form = readIssueForm(html);
  const bytes = page?.bytes.length ?? 0;
  if (form && form.fields.length > 0) return { ...form, bytes };
  return { fields: issue.custom_fields.map(({ id, name }) => ({ id, name })), required: form?.required, bytes };
}

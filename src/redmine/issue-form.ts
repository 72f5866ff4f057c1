import { z } from "zod";
import type { RedmineReader } from "./client.ts";
import { pageMissing, unless } from "./failure.ts";
import { type Element, elementsIn, readElements, textOf } from "./html.ts";
import { limits } from "./limits.ts";
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
  /**
   * Other required fields, by Redmine's names ("due_date"); the workflow may ask for them in one status only. Undefined
   * where this person may log time and not change the issue.
   */
  required: readonly string[] | undefined;
  /**
   * Other fields that the form has, by Redmine's names, with their labels in the user's language. The form leaves out what
   * the tracker does not use, what the workflow makes read-only in the issue's status, and what follows from subtasks.
   */
  labels: ReadonlyMap<string, string>;
  /** Custom fields of a time entry, which is logged in the same form; none where this person may not log time. */
  timeFields: readonly FormField[];
}

const always = new Set(["project_id", "tracker_id", "subject", "status_id", "priority_id"]);

const paragraphs = new Set(["p"]);
const paragraphsAndLabels = new Set(["p", "label"]);

/** Reads the form out of an issue's page; undefined where this person gets no form. `userId` is theirs. */
export async function readIssueForm(html: string, userId?: number): Promise<IssueForm | undefined> {
  // only the form is read: the history can be megabytes long
  const mark = html.indexOf('id="all_attributes"');
  const time = html.indexOf('name="time_entry[', Math.max(0, mark));
  const timeFields = time < 0 ? [] : await readTimeFields(html, time, userId);
  if (mark < 0)
    return timeFields.length > 0 ? { fields: [], required: undefined, labels: new Map(), timeFields } : undefined;
  const begin = Math.max(0, html.lastIndexOf("<", mark));

  const fields: FormField[] = [];
  const required = new Set<string>();
  const labels = new Map<string, string>();
  await readElements(html.slice(begin, time < 0 ? undefined : time), paragraphsAndLabels, (element) => {
    const field = element.tagName === "p" && fieldIn(element, "issue", userId);
    if (field) fields.push(field);
    for (const label of element.tagName === "label" ? [element] : elementsIn(element, "label")) {
      const [, column = ""] = /^issue_([a-z_]+)$/.exec(attribute(label, "for")) ?? [];
      if (column === "") continue;
      labels.set(column, withoutStar(textOf(label)));
      if (!always.has(column) && isRequired(label)) required.add(column);
    }
  });
  return { fields, required: [...required], labels, timeFields };
}

/** From the hours to the notes. */
async function readTimeFields(html: string, begin: number, userId?: number): Promise<FormField[]> {
  const end = html.indexOf('name="issue[', begin);
  const fields: FormField[] = [];
  const part = html.slice(html.lastIndexOf("<p", begin), end < 0 ? undefined : end);
  await readElements(part, paragraphs, (element) => {
    const field = fieldIn(element, "time_entry", userId);
    if (field) fields.push(field);
  });
  return fields;
}

const controlNames = {
  issue: /^issue\[custom_field_values\]\[(\d+)\](\[\])?/,
  time_entry: /^time_entry\[custom_field_values\]\[(\d+)\](\[\])?/,
} as const;

/** `<p><label><span>Name</span></label> the control</p>` */
function fieldIn(
  paragraph: Element,
  record: keyof typeof controlNames,
  userId: number | undefined,
): FormField | undefined {
  const inside = elementsIn(paragraph);
  const label = inside.find(({ tagName }) => tagName === "label");
  const title = label && elementsIn(label).find(({ tagName }) => tagName === "span");
  const [, id, many] = firstMatch(inside, "name", controlNames[record]) ?? [];
  const [, marked] = firstMatch(inside, "class", /(?:^|\s)([a-z]+)_cf(?:\s|$)/) ?? [];
  const holdsFile = firstMatch(inside, "name", /^issue\[custom_field_values\]\[\d+\]\[blank\]/); // without a class of its own
  const format = marked ?? (holdsFile && "attachment");
  if (!label || !title || !id || !format) return undefined;

  const labels = new Map<Element, string>(); // read once for all boxes in one element
  // a progress bar offers steps, and takes every whole number from 0 to 100
  const choices = format === "progressbar" ? [] : inside;
  const values = choices.flatMap((element) => choiceIn(element, labels, format, userId) ?? []);
  return {
    id: Number(id),
    name: textOf(title),
    format,
    required: isRequired(label),
    multiple: many !== undefined,
    ...(values.length > 0 && { values }),
  };
}

function choiceIn(element: Element, labels: Map<Element, string>, format: string, userId: number | undefined) {
  const value = attribute(element, "value");
  if (value === "") return undefined;
  const isBox = element.tagName === "input" && ["checkbox", "radio"].includes(attribute(element, "type"));
  if (element.tagName !== "option" && !isBox) return undefined;

  const labelled = isBox && element.parent ? element.parent : element; // of a box, its label
  const text = labels.get(labelled) ?? textOf(labelled).trim();
  if (isBox) labels.set(labelled, text);
  const label = text || value;
  // “<< me >>” in the user's language: their own id once more
  const isMe = format === "user" && /^<<.*>>$/.test(label) && (userId === undefined || value === String(userId));
  return isMe ? undefined : { label, value };
}

function withoutStar(label: string): string {
  const text = label.trim();
  return text.endsWith("*") ? text.slice(0, -1).trim() : text;
}

function isRequired(label: Element): boolean {
  return elementsIn(label).some((element) => /(?:^|\s)required(?:\s|$)/.test(attribute(element, "class")));
}

function firstMatch(elements: readonly Element[], name: string, form: RegExp): RegExpExecArray | undefined {
  for (const element of elements) {
    const match = form.exec(attribute(element, name));
    if (match) return match;
  }
  return undefined;
}

function attribute({ attributes }: Element, name: string): string {
  return attributes.get(name) ?? "";
}

/** What issues of one tracker in one project have, as far as an issue there tells. */
export interface TrackerFields {
  /** With what Redmine's form says of them, where this person may change such issues. */
  fields: readonly (Pick<FormField, "id" | "name"> & Partial<FormField>)[];
  /** Other fields that the form asks for; undefined without a form. */
  required: IssueForm["required"];
  labels: IssueForm["labels"];
  timeFields: IssueForm["timeFields"];
  /** Size of the page that told it: what another one would cost. */
  bytes: number;
}

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
  const { form, bytes } = await readForm(issue.id, redmine);
  if (form && form.fields.length > 0) return { ...form, bytes };
  const fields = issue.custom_fields.map(({ id, name }) => ({ id, name }));
  return {
    fields,
    required: form?.required,
    labels: form?.labels ?? new Map(),
    timeFields: form?.timeFields ?? [],
    bytes,
  };
}

/** The form on an issue's page; undefined where this person gets none. */
export async function readForm(
  issueId: number,
  redmine: RedmineReader,
): Promise<{ form: IssueForm | undefined; bytes: number }> {
  const page = await unless(
    pageMissing,
    redmine.download(path`issues/${issueId}.html`, {
      what: `the page of issue #${issueId}`,
      maxBytes: limits.formPageBytes,
    }),
  );
  const html = page && !page.cut ? new TextDecoder().decode(page.bytes) : "";
  rememberTextFormat(html, redmine);
  return { form: await readIssueForm(html, redmine.userId), bytes: page?.bytes.length ?? 0 };
}

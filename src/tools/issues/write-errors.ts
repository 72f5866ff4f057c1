import { amongOthers, foreign, line } from "../../format/clean.ts";
import { fieldKey } from "../../format/field-states.ts";
import type { NameOf } from "../../format/history.ts";
import { allowed } from "../../redmine/account.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { failureOf, unless } from "../../redmine/failure.ts";
import { readForm, trackerFields } from "../../redmine/issue-form.ts";
import { type Issue, issueAnswer } from "../../redmine/issues.ts";
import { path } from "../../redmine/path.ts";
import { person } from "../../redmine/people.ts";
import type { Named } from "../../redmine/values.ts";
import { type KnownField, valueLabel } from "../custom-field-values.ts";
import { ToolRefusal } from "../errors.ts";
import { parameterOf, type RequestedChange } from "./change.ts";

export interface WriteContext {
  project: Named;
  tracker: Named;
  redmine: RedmineReader;
  /** The issue that was to be changed. */
  issue?: { id: number };
  /** The status that was asked for: the rules of its workflow count. */
  status?: string | undefined;
  changes: readonly RequestedChange[];
}

/**
 * Redmine names everything that is wrong at once, in the user's language, but not what would be right. Its sentences begin
 * with the field's name: its parameter is added, and for custom fields what they take.
 */
export async function explainInvalid(error: unknown, context: WriteContext): Promise<never> {
  const { project, tracker, redmine, issue, status, changes } = context;
  const load = async function* () {
    const notes = await assigneeNote(changes, redmine);
    const issueForm = issue && (await readForm(issue.id, redmine)).form;
    if (issueForm) yield { ...issueForm, notes };
    const other = await trackerFields(project, tracker, redmine); // of an issue in another status, maybe
    if (other) yield { ...other, notes };
  };
  return explainWith(error, load, status);
}

/** Redmine shows nobody an account that is locked, and says only that the assignee is invalid. */
async function assigneeNote(
  changes: readonly RequestedChange[],
  redmine: RedmineReader,
): Promise<ReadonlyMap<string, string>> {
  const id = Number(changes.find(({ key }) => key === "assigned_to_id")?.json.assigned_to_id);
  if (!id) return new Map();
  const user = redmine.get(path`users/${id}.json`, person, { what: `user ${id}` });
  const isSeen = (await unless(["forbidden", "not_found"], user)) !== undefined;
  const note = isSeen
    ? "Their roles in the project take no issues."
    : `Number ${id} is a locked account, or a group that takes no issues.`;
  return new Map([["assigned_to_id", ` ${note}`]]);
}

/** What a form tells of fields. */
interface FormParts {
  fields: readonly KnownField[];
  labels?: ReadonlyMap<string, string>;
  /** More about a column. */
  notes?: ReadonlyMap<string, string>;
}

/** The same for any record; `forms` are read until each sentence is explained. */
export async function explainWith(
  error: unknown,
  forms: () => AsyncIterable<FormParts | undefined>,
  status?: string,
): Promise<never> {
  const failure = failureOf(error);
  if (failure?.reason !== "invalid" || failure.errors.length === 0) throw error;
  const open = new Set(failure.errors);
  const takes: string[] = [];
  try {
    for await (const form of forms()) {
      if (form) takes.push(...explained(open, form));
      if (open.size === 0) break;
    }
  } catch {
    // Redmine's own sentences are what counts: they are told even if nothing more can be learnt
  }
  const sentences = failure.errors.map((text) => foreign(text, 300)).join("; ");
  const rules = status === undefined ? "" : ` Status ${foreign(status, 80)} has its own required fields.`;
  const how = takes.length > 0 ? `\n${takes.join("\n")}` : "";
  throw new ToolRefusal(
    `Redmine refused: ${sentences}. Nothing was saved.${rules}${how}\nCorrect this and call again.`,
  );
}

/** A line for each sentence that begins with a name of the form; takes the sentence out of `open`. */
function explained(open: Set<string>, { fields, labels = new Map(), notes }: FormParts): string[] {
  const lines = [
    ...fields.map((field) => ({ name: field.name, text: customFieldTakes(field) })),
    ...[...labels].map(([column, name]) => ({
      name,
      text: `${foreign(name, 80)}: ${parameterOf(column)}.${notes?.get(column) ?? ""}`,
    })),
  ].toSorted((one, other) => other.name.length - one.name.length); // “Date of birth” before “Date”
  const seen = new Set<string>();
  for (const sentence of open) {
    const match = lines.find(({ name }) => name !== "" && sentence.startsWith(`${name} `));
    if (!match) continue;
    open.delete(sentence);
    seen.add(match.text);
  }
  return [...seen].filter((text) => text !== "");
}

function customFieldTakes({ name, format, values, multiple }: KnownField): string {
  const title = foreign(name, 80);
  if (!values) return format ? `${title} is a field of kind ${format}. (custom_fields)` : `${title}: custom_fields.`;
  const labels = values.slice(0, 40).map(({ label }) => foreign(amongOthers(line(label, 60))));
  return `${title} takes ${multiple ? "some" : "one"} of: ${labels.join(", ")}. (custom_fields)`;
}

/** Names of what custom fields refer to, from forms that were looked at before, and those that `changes` name. */
export async function formNames(
  places: readonly { project: Named; tracker: Named }[],
  redmine: RedmineReader,
  changes: readonly RequestedChange[] = [],
): Promise<NameOf> {
  const forms = await Promise.all(places.map(({ project, tracker }) => trackerFields(project, tracker, redmine)));
  const fields = forms.flatMap((form) => form?.fields ?? []);
  return (column, id) => {
    const field = fields.find((each) => column === fieldKey(each.id) && (each.values || each.format === "bool"));
    if (field) return valueLabel(field, id);
    const label = changes.find(({ key }) => key === column)?.labelOf?.(id);
    return label === id ? undefined : label;
  };
}

/**
 * Redmine drops "private" without a word where it is not permitted, and the text comes out public: what cannot be made sure
 * of is not sent. One of the permissions is enough.
 */
export async function refuseIfPublic(
  what: "note" | "issue",
  permissions: readonly string[],
  project: Named,
  redmine: RedmineReader,
): Promise<void> {
  const answers = await Promise.all(permissions.map((each) => allowed(each, project.id, redmine)));
  if (answers.includes(true)) return;

  const lacking = redmine.scopes && permissions.every((each) => !redmine.scopes?.has(each));
  const why = answers.includes(undefined)
    ? `Redmine does not tell whether somebody who is not a member of ${line(project.name, 80)} may do that`
    : lacking
      ? `this sign-in lacks the permission ${permissions.join(" or ")}`
      : `the user's role in ${line(project.name, 80)} lacks the permission ${permissions.join(" or ")}`;
  throw new ToolRefusal(
    `Nothing was written: the ${what} would come out public, because ${why}. Ask the user whether it may be public, or let somebody who may do it.`,
  );
}

/**
 * The issue after it was written; undefined where it cannot be read, whatever the cause: the change is made, and an error
 * would say that it is not.
 */
export async function readBack(id: number, include: string, redmine: RedmineReader): Promise<Issue | undefined> {
  const query = include === "" ? {} : { include };
  return redmine.get(path`issues/${id}.json`, issueAnswer, { what: `issue #${id}`, query }).then(
    ({ issue }) => issue,
    () => undefined,
  );
}

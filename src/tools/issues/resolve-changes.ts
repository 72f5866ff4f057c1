import { amongOthers, foreign, line } from "../../format/clean.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { chooseField } from "../../redmine/custom-fields.ts";
import { type FormField, type IssueForm, readForm, trackerFields } from "../../redmine/issue-form.ts";
import type { Issue } from "../../redmine/issues.ts";
import { priorities, statuses } from "../../redmine/lists.ts";
import { byName, choose, LookupRefusal } from "../../redmine/named-list.ts";
import { chooseMember } from "../../redmine/people.ts";
import type { Named } from "../../redmine/values.ts";
import { categoriesOf, versionsOf } from "../../redmine/versions.ts";
import { type FieldInput, storedField } from "../custom-field-values.ts";
import { resolveDay } from "../dates.ts";
import { ToolRefusal } from "../errors.ts";
import { tagsChange } from "../plugins/tags.ts";
import { changeTo, type RequestedChange } from "./change.ts";
import type { IssueInput } from "./input.ts";
import { whyNotStatus } from "./why-not-status.ts";

export interface IssueContext {
  /** Where the issue is to be. */
  project: Named;
  tracker: Named;
  /** The issue as it is; undefined for a new one. */
  before: Issue | undefined;
  redmine: RedmineReader;
  now: Date;
}

type Input = string | number;

/** All requested changes but project, tracker and status. Each may be refused on its own. */
export function requestedChanges(input: IssueInput, context: IssueContext): Promise<RequestedChange>[] {
  const { subject, description, priority_id, assignee_id, category_id, version_id, parent_id } = input;
  const { start_date, due_date, estimated_hours, done_ratio, is_private, custom_fields = {}, tags } = input;

  let page: Promise<IssueForm | undefined> | undefined;
  const ownForm: OwnForm = {
    read: (issue) => (page ??= readForm(issue.id, context.redmine).then(({ form }) => form)),
    isPresent: input.status_id === undefined,
  };

  const changes: (Promise<RequestedChange> | undefined)[] = [
    optional(subject, async (value) => changeTo.subject(value)),
    optional(description, async (value) => changeTo.description(value)),
    optional(priority_id, (value) => priority(value, context)),
    optional(assignee_id, (value) => assignee(value, context)),
    optional(category_id, (value) => category(value, context)),
    optional(version_id, (value) => version(value, context)),
    optional(parent_id, async (value) => changeTo.reference("parent", value ? { id: Number(value) } : undefined)),
    optional(start_date, (value) => day("start_date", value, context)),
    optional(due_date, (value) => day("due_date", value, context)),
    optional(estimated_hours, async (value) => changeTo.estimate(value)),
    optional(done_ratio, async (value) => changeTo.done(value)),
    optional(is_private, async (value) => changeTo.privacy(value)),
    optional(tags, (names) => tagsChange(names, context.project, context.redmine)),
    ...Object.entries(custom_fields).map(([name, value]) => customField(name, value, context, ownForm)),
  ];
  return changes.filter((each) => each !== undefined);
}

function optional<T>(
  value: T | undefined,
  make: (value: T) => Promise<RequestedChange>,
): Promise<RequestedChange> | undefined {
  return value === undefined ? undefined : make(value);
}

async function day(column: "start_date" | "due_date", input: string | null, context: IssueContext) {
  return changeTo.date(column, input ? await resolveDay(input, column, context) : "");
}

async function priority(input: Input, { redmine }: IssueContext): Promise<RequestedChange> {
  return changeTo.reference("priority", await choose(priorities, input, redmine));
}

/** Only members can be assigned. A number is taken as it is: Redmine refuses one that it does not like. */
async function assignee(input: Input | null, { project, redmine }: IssueContext): Promise<RequestedChange> {
  if (input === null || input === "" || input === "nobody") return changeTo.reference("assigned_to", undefined);
  if (input === "me") return changeTo.reference("assigned_to", { id: redmine.userId, name: "me" });
  if (typeof input === "number") return changeTo.reference("assigned_to", { id: input });
  return changeTo.reference("assigned_to", await chooseMember(input, project, redmine));
}

async function category(input: Input | null, { project, redmine }: IssueContext): Promise<RequestedChange> {
  if (input === null || input === "") return changeTo.reference("category", undefined);
  return changeTo.reference("category", await choose(categoriesOf(project), input, redmine));
}

async function version(input: Input | null, { project, before, redmine }: IssueContext): Promise<RequestedChange> {
  if (input === null || input === "") return changeTo.reference("fixed_version", undefined);
  const list = versionsOf(project);
  const chosen = await choose(list, input, redmine);
  if (!chosen.status || chosen.status === "open" || before?.fixed_version?.id === chosen.id) {
    return changeTo.reference("fixed_version", chosen);
  }
  const open = (await redmine.lookups.get(list.kind, () => list.load(redmine))).filter(
    ({ status }) => status === "open",
  );
  const names = namesIn(open);
  throw new ToolRefusal(
    `Version ${foreign(chosen.name, 80)} is ${chosen.status}: it takes no more issues. Open ones: ${names}.`,
  );
}

/** The form of the very issue: another issue of the tracker may be in a status that shows other fields. */
interface OwnForm {
  read(issue: Issue): Promise<IssueForm | undefined>;
  /** Whether its rules are those of the change: not where the status changes too. */
  isPresent: boolean;
}

async function customField(
  name: string,
  input: FieldInput,
  context: IssueContext,
  ownForm: OwnForm,
): Promise<RequestedChange> {
  const { project, tracker, before, redmine } = context;
  const form = (await trackerFields(project, tracker, redmine))?.fields ?? [];
  const stays = before?.tracker.id === tracker.id && before.project.id === project.id;
  const present = stays ? before.custom_fields : undefined;
  const allFields: readonly Named[] = [...form, ...(present ?? [])];

  const { id, name: title } = byName(name, allFields)[0] ?? (await chooseField(name, project, redmine));
  // a new issue's field may only be missing from the form of the issue we looked at: Redmine then says what it saved
  if (present && !allFields.some((field) => field.id === id)) {
    const names = namesIn(present);
    throw new ToolRefusal(
      `Issue #${before?.id} has no field “${foreign(title, 80)}”: its tracker does not use it. It has: ${names}.`,
    );
  }
  const field =
    form.find((each) => each.format !== undefined && each.id === id) ?? (before && present && (await ownField(before)));
  return changeTo.customField(await storedField(field ?? { id, name: title }, input, context));

  async function ownField(issue: Issue): Promise<FormField | undefined> {
    const form = await ownForm.read(issue);
    const field = form?.fields.find((each) => each.id === id);
    if (field || !form || form.labels.size === 0 || !ownForm.isPresent) return field;
    throw new ToolRefusal(
      `“${foreign(title, 80)}” is read-only for this user in status ${foreign(issue.status.name, 80)}: the workflow says so.`,
    );
  }
}

/**
 * The status an issue is to have. Redmine ignores one that the workflow forbids, so it is refused here, with those that are
 * allowed; `allowed` is undefined where they are not known (before Redmine 5.0, and for another tracker or project).
 */
export async function statusChange(
  input: Input,
  issue: Issue | undefined,
  allowed: Issue["allowed_statuses"],
  redmine: RedmineReader,
): Promise<RequestedChange> {
  const open = [...(issue ? [issue.status] : []), ...(allowed ?? [])];
  const [near] = typeof input === "number" ? open.filter(({ id }) => id === input) : byName(input, open);
  if (near) return changeTo.reference("status", near);

  const status = await choose(statuses, input, redmine);
  if (!issue || !allowed) return changeTo.reference("status", status);
  const next = allowed.filter(({ id }) => id !== issue.status.id);
  const why = await whyNotStatus(issue, status, allowed, redmine).catch(() => ""); // the refusal stands without it
  throw new ToolRefusal(
    [
      `Issue #${issue.id} is ${foreign(issue.status.name, 80)}, and this user may not set it to ${foreign(status.name, 80)}.`,
      `Allowed next: ${namesIn(next)}.`,
      why,
    ]
      .filter((sentence) => sentence !== "")
      .join(" "),
  );
}

function namesIn(list: readonly { name: string }[]): string {
  return list.map(({ name }) => foreign(amongOthers(line(name, 80)))).join(", ") || "none";
}

/** Everything, or one refusal that names all that is wrong: a model should not have to find out one by one. */
export async function allOrRefuse<T>(work: readonly Promise<T>[], nothing: string): Promise<T[]> {
  const settled = await Promise.allSettled(work);
  const reasons = settled.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
  const other = reasons.find((reason) => !isRefusal(reason));
  if (other !== undefined) throw other;
  if (reasons.length > 0) {
    throw new ToolRefusal([...reasons.filter(isRefusal).map(({ marked }) => marked), nothing].join("\n"));
  }
  return settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
}

function isRefusal(reason: unknown): reason is ToolRefusal | LookupRefusal {
  return reason instanceof ToolRefusal || reason instanceof LookupRefusal;
}

import { amongOthers, foreign, line } from "../../format/clean.ts";
import { fieldKey } from "../../format/field-states.ts";
import type { NameOf } from "../../format/history.ts";
import { allowed } from "../../redmine/account.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { failureOf } from "../../redmine/failure.ts";
import { trackerFields } from "../../redmine/issue-form.ts";
import { type Issue, issueAnswer } from "../../redmine/issues.ts";
import { path } from "../../redmine/path.ts";
import type { Named } from "../../redmine/values.ts";
import { type KnownField, valueLabel } from "../custom-field-values.ts";
import { ToolRefusal } from "../errors.ts";

interface WriteContext {
  project: Named;
  tracker: Named;
  redmine: RedmineReader;
}

/**
 * Redmine names everything that is wrong at once, in the user's language, but not what would be right. Its sentences begin
 * with the field's name: for custom fields, what they take is added.
 */
export async function explainInvalid(error: unknown, { project, tracker, redmine }: WriteContext): Promise<never> {
  return explainWith(error, async () => (await trackerFields(project, tracker, redmine))?.fields ?? []);
}

/** The same for any record; `load` reads the fields that it can have. */
export async function explainWith(error: unknown, load: () => Promise<readonly KnownField[]>): Promise<never> {
  const failure = failureOf(error);
  if (failure?.reason !== "invalid" || failure.errors.length === 0) throw error;

  // Redmine's own sentences are what counts: they are told even if nothing more can be learnt
  const known = await load().catch(() => []);
  const takes = known.flatMap(({ name, format, values, multiple }) => {
    if (!failure.errors.some((text) => text.startsWith(`${name} `))) return [];
    if (values)
      return [
        `${foreign(name, 80)} takes ${multiple ? "some" : "one"} of: ${values
          .slice(0, 40)
          .map(({ label }) => foreign(amongOthers(line(label, 60))))
          .join(", ")}.`,
      ];
    return format ? [`${foreign(name, 80)} is a field of kind ${format}.`] : [];
  });

  const sentences = failure.errors.map((text) => foreign(text, 300)).join("; ");
  const how = takes.length > 0 ? `\n${takes.join("\n")} (custom_fields)` : "";
  throw new ToolRefusal(`Redmine refused: ${sentences}. Nothing was saved.${how}\nCorrect this and call again.`);
}

/** Names of what custom fields refer to, from forms that were looked at before: nothing is asked for anew. */
export async function formNames(
  places: readonly { project: Named; tracker: Named }[],
  redmine: RedmineReader,
): Promise<NameOf> {
  const forms = await Promise.all(places.map(({ project, tracker }) => trackerFields(project, tracker, redmine)));
  const fields = forms.flatMap((form) => form?.fields ?? []);
  return (column, id) => {
    const field = fields.find((each) => column === fieldKey(each.id) && (each.values || each.format === "bool"));
    return field && valueLabel(field, id);
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

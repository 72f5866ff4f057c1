import { line } from "../../format/clean.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { failureOf } from "../../redmine/failure.ts";
import { trackerFields } from "../../redmine/lookups/issue-form.ts";
import type { Lookups } from "../../redmine/lookups/lookups.ts";
import type { Named } from "../../redmine/schemas/named.ts";
import { ToolRefusal } from "../tool-refusal.ts";

interface Place {
  project: Named;
  tracker: Named;
  redmine: RedmineReader;
  lookups: Lookups;
}

/**
 * Redmine names everything that is wrong at once, in the user's language, but not what would be right. Its sentences begin
 * with the field's name: for custom fields, what they take is added.
 */
export async function explainInvalid(error: unknown, place: Place): Promise<never> {
  const failure = failureOf(error);
  if (failure?.reason !== "invalid" || failure.errors.length === 0) throw error;

  const { project, tracker, redmine, lookups } = place;
  // Redmine's own sentences are what counts: they are told even if nothing more can be learnt
  const known = await trackerFields(project, tracker, redmine, lookups).catch(() => undefined);
  const takes = (known?.fields ?? []).flatMap(({ name, format, values, multiple }) => {
    if (!failure.errors.some((text) => text.startsWith(`${name} `))) return [];
    if (values)
      return [
        `${line(name, 80)} takes ${multiple ? "some" : "one"} of: ${values
          .slice(0, 40)
          .map(({ label }) => line(label, 60))
          .join(", ")}.`,
      ];
    return format ? [`${line(name, 80)} is a field of kind ${format}.`] : [];
  });

  const said = failure.errors.map((text) => line(text, 300)).join("; ");
  const how = takes.length > 0 ? `\n${takes.join("\n")} (custom_fields)` : "";
  throw new ToolRefusal(`Redmine refused: ${said}. Nothing was saved.${how}\nCorrect this and call again.`);
}

import { z } from "zod";
import { type FieldStates, fieldKey } from "../../format/field-states.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { declaredIn } from "../../redmine/custom-fields.ts";
import type { Issue } from "../../redmine/issues.ts";
import { trackers } from "../../redmine/lists.ts";
import { entries } from "../../redmine/named-list.ts";
import { path } from "../../redmine/path.ts";
import { customValue, type Named } from "../../redmine/values.ts";
import { categoriesOf, versionsOf } from "../../redmine/versions.ts";
import { ToolRefusal } from "../errors.ts";
import type { RequestedChange } from "./change.ts";

interface Move {
  /** With its children and relations. */
  before: Issue;
  states: FieldStates;
  /** Where the issue is to be. */
  project: Named;
  tracker: Named;
  changes: readonly RequestedChange[];
}

/** Standard fields that a tracker can leave out. Redmine empties those of an issue that changes to it. */
const optionalFields = [
  "description",
  "assigned_to_id",
  "category_id",
  "fixed_version_id",
  "parent_issue_id",
  "start_date",
  "due_date",
  "estimated_hours",
  "done_ratio",
] as const;

/**
 * What another tracker or project would empty, a line each: Redmine does it silently. Values that the same call sets
 * are not lost. Where Redmine does not tell what the new place keeps, the line says so.
 */
export async function lossesOf({ before, states, project, tracker, changes }: Move, redmine: RedmineReader) {
  const moves = before.project.id !== project.id;
  if (!moves && before.tracker.id === tracker.id) return [];

  const set = new Set(changes.map(({ key }) => key));
  const filled = (key: string) => !set.has(key) && (states.get(key)?.stored.length ?? 0) > 0;
  const named = (key: string, why = "") => `${states.get(key)?.label}: ${states.get(key)?.text}${why}`;
  const [standard, fields, place] = await Promise.all([
    unusedFields(tracker, redmine),
    lostFields(before, project, tracker, redmine),
    moves ? lostInProject(before, project, redmine) : [],
  ]);

  const gone = new Map<string, string>();
  for (const key of standard) {
    const zero = key === "done_ratio" && !before.done_ratio;
    if (filled(key) && !zero) gone.set(key, named(key));
  }
  for (const { key, why } of [...fields, ...place]) if (filled(key)) gone.set(key, named(key, why));

  return [
    ...gone.values(),
    ...(moves && before.relations?.length
      ? [`${before.relations.length} relations to other issues (unless Redmine allows them across projects)`]
      : []),
  ];
}

interface Loss {
  key: string;
  why?: string;
}

async function unusedFields({ id }: Named, redmine: RedmineReader): Promise<string[]> {
  const allTrackers = await redmine.lookups.get(trackers.kind, () => trackers.load(redmine));
  const used = allTrackers.find((tracker) => tracker.id === id)?.enabled_standard_fields;
  return used ? optionalFields.filter((field) => !used.includes(field)) : [];
}

async function lostFields(before: Issue, project: Named, tracker: Named, redmine: RedmineReader): Promise<Loss[]> {
  if (before.custom_fields.length === 0) return [];
  const remaining = await fieldsThere(project, tracker, redmine);
  return before.custom_fields
    .filter(({ id }) => !remaining?.has(id))
    .map(({ id }) => ({
      key: fieldKey(id),
      ...(!remaining && { why: " (may stay: no issue there shows its fields)" }),
    }));
}

const newest = z.object({ issues: z.array(z.object({ custom_fields: z.array(customValue).default([]) })) });

/** The custom fields of a tracker in a project, as issues show them; undefined where none does. */
async function fieldsThere(
  project: Named,
  tracker: Named,
  redmine: RedmineReader,
): Promise<ReadonlySet<number> | undefined> {
  const fieldsOfNewest = async (where: object) => {
    const query = { tracker_id: tracker.id, status_id: "*", sort: "id:desc", limit: 1, ...where };
    const { issues } = await redmine.get(path`issues.json`, newest, { what: "the newest issue", query });
    return issues[0]?.custom_fields.map(({ id }) => id);
  };

  const inProject = await fieldsOfNewest({ project_id: project.id, subproject_id: "!*" });
  if (inProject) return new Set(inProject);
  const elsewhere = await fieldsOfNewest({});
  if (!elsewhere) return undefined;
  const declared = (await entries(declaredIn(project), redmine)).map(({ id }) => id);
  return new Set(elsewhere.filter((id) => declared.includes(id)));
}

/** Redmine keeps a category by its name, a version that is shared with the project, and a parent where a setting allows it. */
async function lostInProject(before: Issue, project: Named, redmine: RedmineReader): Promise<Loss[]> {
  const { category, fixed_version: version, parent } = before;
  const [categories, versions] = await Promise.all([
    category ? entries(categoriesOf(project), redmine).catch(() => []) : [],
    version ? entries(versionsOf(project), redmine).catch(() => []) : [],
  ]);
  return [
    ...(category && !categories.some(({ name }) => name === category.name) ? [{ key: "category_id" }] : []),
    ...(version && !versions.some(({ id }) => id === version.id) ? [{ key: "fixed_version_id" }] : []),
    ...(parent ? [{ key: "parent_issue_id", why: " (unless Redmine allows subtasks in other projects)" }] : []),
  ];
}

/** The refusal that names what would be lost. `moved` are the subtasks that Redmine moves along. */
export function lossRefusal(id: number, losses: readonly string[], moved: number, quoted: string): ToolRefusal {
  const subtasks =
    moved > 0 ? ` Its ${moved} ${moved === 1 ? "subtask moves" : "subtasks move"} too and may lose values.` : "";
  const count = losses.length === 1 ? "a value" : `${losses.length} values`;
  return new ToolRefusal(
    `This change would empty ${count} of issue #${id}, for good. Nothing was changed.${subtasks}\n${quoted}\nAsk the user; if they agree, call again with accept_loss: true.`,
  );
}

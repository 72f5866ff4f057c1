import type { z } from "zod";
import type { RedmineReader } from "../../redmine/client.ts";
import type { Lookups } from "../../redmine/lookups/lookups.ts";
import { choose } from "../../redmine/lookups/named-list.ts";
import { projectFields } from "../../redmine/lookups/project-fields.ts";
import { resolveProject } from "../../redmine/lookups/projects.ts";
import { trackers as trackerList } from "../../redmine/lookups/trackers.ts";
import { valuesOf } from "../../redmine/schemas/custom-value.ts";
import type { FullProject } from "../../redmine/schemas/project.ts";
import { notTaken } from "../not-taken.ts";
import type { projectInput } from "./project-input.ts";

type Given = { [Name in keyof typeof projectInput]?: z.output<(typeof projectInput)[Name]> } & {
  name?: string | undefined;
};

/** As Redmine takes it: names become ids. */
export async function projectJson(given: Given, redmine: RedmineReader, lookups: Lookups) {
  const { parent, modules, trackers, custom_fields, ...plain } = given;
  const [above, used, fields] = await Promise.all([
    parent ? resolveProject(parent, redmine, lookups) : undefined,
    trackers && Promise.all(trackers.map((tracker) => choose(trackerList, tracker, redmine, lookups))),
    custom_fields &&
      Promise.all(
        Object.entries(custom_fields).map(async ([name, value]) => {
          const { id } = await choose(projectFields, name, redmine, lookups);
          return { id, value: typeof value === "boolean" ? (value ? "1" : "0") : value };
        }),
      ),
  ]);
  return {
    ...plain,
    ...(parent !== undefined && { parent_id: above?.id ?? "" }), // by number: anything else breaks Redmine 6.1
    ...(modules && { enabled_module_names: modules.map(moduleName) }),
    ...(used && { tracker_ids: used.map(({ id }) => id) }),
    ...(fields && { custom_fields: fields }),
  };
}

export type ProjectJson = Awaited<ReturnType<typeof projectJson>>;

/** "Issue tracking" → "issue_tracking"; the pages call boards forums. */
function moduleName(given: string): string {
  const name = given.trim().toLowerCase().replace(/\s+/g, "_");
  return name === "forums" ? "boards" : name;
}

/** What of it Redmine has not. */
export function ignoredOf(json: ProjectJson, after: FullProject): string[] {
  const modules = after.enabled_modules.map(({ name }) => name);
  const fields = (json.custom_fields ?? []).map(({ id, value }) => {
    const has = after.custom_fields.find((field) => field.id === id);
    return [`custom field ${has?.name ?? id}`, [[value].flat().map(String), has ? valuesOf(has) : []]] as const;
  });
  return notTaken({
    name: [json.name, after.name],
    description: [json.description, after.description],
    homepage: [json.homepage, after.homepage],
    parent: [json.parent_id, after.parent?.id],
    is_public: [json.is_public, after.is_public],
    inherit_members: [json.inherit_members, after.inherit_members ?? json.inherit_members],
    modules: [json.enabled_module_names, modules],
    // Redmine shows no trackers where the module is off
    trackers: modules.includes("issue_tracking")
      ? [json.tracker_ids, after.trackers.map(({ id }) => id)]
      : [undefined, 0],
    ...Object.fromEntries(fields),
  });
}

import { z } from "zod";
import { line } from "../../format/clean.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { choose } from "../../redmine/lookups/named-list.ts";
import { resolveProject } from "../../redmine/lookups/projects.ts";
import { versionsOf } from "../../redmine/lookups/versions.ts";
import { path } from "../../redmine/path.ts";
import { version as versionSchema } from "../../redmine/schemas/version.ts";
import { nameOrId } from "../name-or-id.ts";
import { defineTool } from "../tool.ts";
import { ToolRefusal } from "../tool-refusal.ts";
import { confirm, confirmed, count } from "./confirmed.ts";
import { gone } from "./gone.ts";

const counted = z.object({ total_count: z.number() });
const versionAnswer = z.object({ version: versionSchema });

export const deleteVersion = defineTool({
  name: "delete_version",
  title: "Delete a version",
  description: "Deletes a version for good; Redmine keeps one that issues or files belong to.",
  access: "destructive",
  toolset: "delete",
  scopes: ["view_issues", "manage_versions"],
  input: z.object({ project_id: nameOrId, version: nameOrId, confirm }),
  run: async ({ project_id, version, confirm: given }, { redmine, lookups, quote }) => {
    const project = await resolveProject(project_id, redmine, lookups);
    const list = versionsOf(project);
    lookups.forget(list.kind);
    const { id, name } = await choose(list, version, redmine, lookups);
    const what = `version ${id}`;

    const issues = await issuesOf(id, redmine);
    if (issues > 0) {
      throw new ToolRefusal(
        `Redmine keeps ${what}: ${count(issues, "issue")} ${issues === 1 ? "belongs" : "belong"} to it. Give them another version or none first (list_issues finds them by version_id ${id}), or close it with save_version.`,
      );
    }
    confirmed({ what, name: line(name), with: [] }, given, quote);
    const at = path`versions/${id}.json`;
    await redmine.delete(at, { what });
    lookups.forget(list.kind);
    return gone(what, redmine.get(at, versionAnswer, { what }));
  },
});

/** In whatever project: the version may be shared. */
async function issuesOf(id: number, redmine: RedmineReader): Promise<number> {
  const query = { fixed_version_id: id, status_id: "*", limit: 1 };
  return (await redmine.get(path`issues.json`, counted, { what: "the issues of this version", query })).total_count;
}

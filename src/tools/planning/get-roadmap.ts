import { z } from "zod";
import { progressOf } from "../../format/progress.ts";
import { rowsWithin } from "../../format/rows-within.ts";
import { roadmapRow } from "../../format/version.ts";
import { entries } from "../../redmine/lookups/named-list.ts";
import { resolveProject } from "../../redmine/lookups/projects.ts";
import { versionsOf } from "../../redmine/lookups/versions.ts";
import type { Version } from "../../redmine/schemas/version.ts";
import { nameOrId } from "../name-or-id.ts";
import { defineTool } from "../tool.ts";
import { plannedIssues } from "./planned-issues.ts";

const maxListChars = 34_000;

export const getRoadmap = defineTool({
  name: "get_roadmap",
  title: "Roadmap of a project",
  description: "A project's versions by due date, with their issues' progress and hours.",
  access: "read",
  toolset: "planning",
  scopes: ["view_issues"],
  extraScopes: ["view_time_entries"],
  input: z.object({
    project_id: nameOrId,
    closed: z.boolean().default(false).describe("closed versions too"),
  }),
  run: async ({ project_id, closed }, { redmine, lookups, quote, now }) => {
    const project = await resolveProject(project_id, redmine, lookups);
    const list = versionsOf(project);
    lookups.forget(list.kind);
    const all = await entries(list, redmine, lookups);
    const shown = all.filter(({ status }) => closed || status !== "closed").toSorted(byDueDate);
    const hidden = all.length - shown.length;
    const left = hidden > 0 ? ` Closed versions are left out (${hidden}).` : "";
    if (shown.length === 0) return `This project has no ${hidden > 0 ? "open " : ""}version.${left}`;

    const { ofVersion, counted, total } = await plannedIssues(shown, redmine, lookups);
    const today = now.toISOString().slice(0, 10);
    const rows = shown.map((version) =>
      roadmapRow(version, progressOf(ofVersion.get(version.id) ?? []), project.id, today),
    );
    const { text, left: cut } = rowsWithin(rows, maxListChars);
    const heading = [
      `${shown.length} ${shown.length === 1 ? "version" : "versions"}.${left}`,
      counted < total && `Counted are the newest ${counted} of their ${total} issues only.`,
      cut > 0 && `The last ${cut} do not fit here.`,
    ].filter(Boolean);
    return `${heading.join(" ")}\n${quote(text)}`;
  },
});

/** The next first; those without a day at the end. */
function byDueDate(one: Version, other: Version): number {
  return (one.due_date || "9999").localeCompare(other.due_date || "9999") || one.id - other.id;
}

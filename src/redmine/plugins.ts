import { z } from "zod";
import { foreign, line } from "../format/clean.ts";
import type { RedmineReader } from "./client.ts";
import type { NamedList } from "./named-list.ts";
import { path } from "./path.ts";
import type { Named } from "./values.ts";

/** Records of plugins, as seen with Checklists 3.1.27 (Light), DMSF 5.0.5, Issue templates 1.2.2 and, read from its code only, Agile 1.6. */

export const checklistItem = z.object({
  id: z.number(),
  issue_id: z.number(),
  subject: z.string(),
  is_done: z.boolean(),
  position: z.number().nullish(),
  /** A heading between items. */
  is_section: z.boolean().nullish(),
});
export type ChecklistItem = z.output<typeof checklistItem>;

export const checklistItemAnswer = z.object({ checklist: checklistItem });
const checklistAnswer = z.object({ checklists: z.array(checklistItem) });

/** The plugin asks for the project's permission only: read the issue first, which may be private. */
export async function checklistOf(issueId: number, redmine: RedmineReader): Promise<readonly ChecklistItem[]> {
  const what = `the checklist of issue #${issueId}`;
  return (await redmine.get(path`issues/${issueId}/checklists.json`, checklistAnswer, { what })).checklists;
}

const agileData = z.object({
  id: z.number().nullish(),
  story_points: z.number().nullish(),
  agile_sprint_id: z.number().nullish(),
});
export type AgileData = z.output<typeof agileData>;
export const agileDataAnswer = z.object({ agile_data: agileData });

const sprint = z.object({
  id: z.number(),
  name: z.string(),
  description: z.string().nullish(),
  start_date: z.string().nullish(),
  end_date: z.string().nullish(),
});
export type Sprint = z.output<typeof sprint>;

/** Two versions of the plugin name the list differently. */
export const sprintsAnswer = z
  .object({ sprints: z.array(sprint).optional(), agile_sprints: z.array(sprint).optional() })
  .transform(({ sprints, agile_sprints }) => sprints ?? agile_sprints ?? []);

export const sprintAnswer = z.object({
  agile_sprint: sprint.extend({
    story_points: z.number().nullish(),
    done_ratio: z.number().nullish(),
    issues: z.array(z.object({ id: z.number(), subject: z.string().optional() })).nullish(),
  }),
});

const dmsNode = z.object({ id: z.number(), title: z.string(), type: z.string(), filename: z.string().nullish() });
export type DmsNode = z.output<typeof dmsNode>;

export const dmsListAnswer = z.object({
  dmsf: z.object({
    dmsf_nodes: z.array(dmsNode),
    total_count: z.number(),
    found_folder: z.object({ id: z.number(), title: z.string() }).nullish(),
  }),
});

const dmsRevision = z.object({
  id: z.number(),
  version: z.union([z.string(), z.number()]).nullish(),
  size: z.number(),
  mime_type: z.string().nullish(),
  description: z.string().nullish(),
  comment: z.string().nullish(),
  user_id: z.number().nullish(),
  created_at: z.string(),
});

export const dmsFileAnswer = z.object({
  dmsf_file: z.object({
    id: z.number(),
    title: z.string(),
    name: z.string(),
    project_id: z.number().nullish(),
    dmsf_folder_id: z.number().nullish(),
    dmsf_file_revisions: z.array(dmsRevision).min(1),
  }),
});
export type DmsFile = z.output<typeof dmsFileAnswer>["dmsf_file"];

export const dmsCommitAnswer = z.object({ dmsf_files: z.array(z.object({ id: z.number(), name: z.string() })) });

const issueTemplate = z.object({
  id: z.number(),
  title: z.string(),
  /** What the subject of an issue begins with. */
  issue_title: z.string().nullish(),
  description: z.string().nullish(),
  enabled: z.boolean().nullish(),
  is_default: z.boolean().nullish(),
});
export type IssueTemplate = z.output<typeof issueTemplate> & { name: string };

const templatesAnswer = z.object({
  issue_templates: z.array(issueTemplate).default([]),
  inherit_templates: z.array(issueTemplate).default([]),
  global_issue_templates: z.array(issueTemplate).default([]),
});

/** The templates for issues of a tracker: the project's own, those of the projects above it, then those for all projects. */
export function templatesOf(project: Named, tracker: Named): NamedList<IssueTemplate> {
  return {
    kind: `issue templates:${project.id}:${tracker.id}`,
    what: `template for ${foreign(tracker.name, 80)} in ${foreign(project.name, 80)}`,
    load: async (redmine) => {
      const endpoint = path`projects/${project.id}/issue_templates/list_templates.json`;
      const what = `the issue templates of ${line(project.name, 80)}`;
      const answer = await redmine.get(endpoint, templatesAnswer, { what, query: { issue_tracker_id: tracker.id } });
      const all = [...answer.issue_templates, ...answer.inherit_templates, ...answer.global_issue_templates];
      return all.filter(({ enabled }) => enabled !== false).map((each) => ({ ...each, name: each.title }));
    },
  };
}

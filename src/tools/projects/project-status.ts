import { z } from "zod";
import { line } from "../../format/clean.ts";
import { myAccount } from "../../redmine/account.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { unless } from "../../redmine/failure.ts";
import { type Path, path } from "../../redmine/path.ts";
import { type ListedProject, listProjects } from "../../redmine/project-list.ts";
import { forgetProjects, projectAnswer, resolveProject } from "../../redmine/projects.ts";
import type { Query } from "../../redmine/send.ts";
import { attempt, confirm, confirmed, countIfAny, gone } from "../confirm.ts";
import { nameOrId } from "../input.ts";
import { defineTool, ToolRefusal } from "../tool.ts";
import { notMade, sendAndRead, unread } from "../write-result.ts";

const statuses = ["open", "closed", "archived"] as const;

/**
 * Words for Redmine's numbers (app/models/project.rb). A project that is being deleted can be read by its id or identifier
 * until that ends, which takes minutes for a large one; no list has it.
 */
export const projectStatuses: Readonly<Record<number, (typeof statuses)[number] | "being deleted">> = {
  1: "open",
  5: "closed",
  9: "archived",
  10: "being deleted",
};

export const setProjectStatus = defineTool({
  name: "set_project_status",
  title: "Set project status",
  description: "Closed: read-only; archived (by administrators only): hidden.",
  access: "write",
  annotations: { destructiveHint: true },
  toolset: "projects",
  scopes: ["view_project", "close_project"],
  parameters: z.object({ project_id: nameOrId, status: z.enum(statuses) }),
  execute: async ({ project_id, status }, { redmine }) => {
    // an archived project is in no list, and has to be opened by its id
    const archived = typeof project_id === "number" && status === "open" && (await isHidden(project_id));
    const id = archived ? project_id : (await resolveProject(project_id, redmine)).id;
    const what = `project ${id}`;

    const at = {
      open: archived ? path`projects/${id}/unarchive.json` : path`projects/${id}/reopen.json`,
      closed: path`projects/${id}/close.json`,
      archived: path`projects/${id}/archive.json`,
    }[status];
    const put = redmine.put(at, {}, { what });
    if (status === "archived") await put; // what is archived cannot be read
    forgetProjects(redmine);

    if (status === "archived")
      return `Project ${id} is archived, with its subprojects. An administrator can open it again by this id.`;
    const { after, error } = await sendAndRead(put, () =>
      redmine.get(path`projects/${id}.json`, projectAnswer, { what }),
    );
    if (!after) return unread(what);
    const now = projectStatuses[after.project.status ?? 0] ?? "in another state";
    if (now !== status && error !== undefined) throw notMade(error);
    if (now !== status) throw new ToolRefusal(`Redmine did NOT do it: project ${id} is ${now}.`);
    return `Project ${id} is ${now}${status === "closed" ? ", with its subprojects: nothing in them can be changed" : ""}.${error === undefined ? "" : " Redmine did not confirm the change."}`;

    async function isHidden(projectId: number): Promise<boolean> {
      const seen = redmine.get(path`projects/${projectId}.json`, projectAnswer, { what: `project ${projectId}` });
      return (await unless(["forbidden"], seen)) === undefined;
    }
  },
});

const counted = z.object({ total_count: z.number() });

export const deleteProject = defineTool({
  name: "delete_project",
  title: "Delete project",
  description: "Deletes a project with everything in it.",
  access: "destructive",
  toolset: "delete",
  scopes: ["view_project", "delete_project"],
  extraScopes: ["view_issues", "view_news", "view_time_entries", "view_wiki_pages"],
  parameters: z.object({ project_id: nameOrId, confirm }),
  execute: async ({ project_id, confirm: confirmation }, { redmine, quote }) => {
    forgetProjects(redmine);
    const { id, name, identifier } = await resolveProject(project_id, redmine);
    const below = descendants(identifier, (await listProjects(redmine)).projects);
    const what = `project ${identifier}`;
    const endpoint = path`projects/${id}.json`;

    if (below.length > 0 && !(await myAccount(redmine)).admin) {
      const first = below.slice(0, 20).map((each) => each.identifier);
      throw new ToolRefusal(
        `Only a Redmine administrator can delete a project that has subprojects. Nothing was deleted. Below it: ${first.join(", ")}.`,
      );
    }

    const doomed = { what, name: `${line(name)} (${identifier})`, with: [] };
    if (confirmation?.trim() !== doomed.name) {
      const also = await contents(id, below.length, redmine);
      const subprojects = below.slice(0, 20).map((each) => each.identifier);
      const more = below.length > subprojects.length ? " …" : "";
      confirmed(
        {
          ...doomed,
          with: [
            below.length > 0 && `${countIfAny(below.length, "subproject")} (${subprojects.join(", ")}${more})`,
            ...also,
          ],
          besides: ["Counted is what this user sees; the rest goes too. Closing a project keeps everything."],
        },
        confirmation,
        quote,
      );
    }
    const error = await attempt(redmine.delete(endpoint, { what }));
    forgetProjects(redmine);
    const look = redmine.get(endpoint, projectAnswer, { what });
    const status = await look.then(
      ({ project }) => projectStatuses[project.status ?? 0],
      () => undefined,
    );
    if (status === "being deleted") {
      return `Redmine is deleting ${what} in the background: no list has it any more, and nothing in it can be changed. A large project takes minutes; get_project tells when it is gone.`;
    }
    return gone(what, look, error);
  },
});

function descendants(identifier: string, projects: readonly ListedProject[]): ListedProject[] {
  return projects
    .filter(({ parent }) => parent?.identifier === identifier)
    .flatMap((child) => [child, ...descendants(child.identifier, projects)]);
}

/** Counts over the project and its subprojects where Redmine's lists have those too; what may not be seen is left out. */
async function contents(id: number, subprojects: number, redmine: RedmineReader): Promise<(string | undefined)[]> {
  const total = async (at: Path, query: Query = {}) => {
    const read = redmine.get(at, counted, { what: "what is in the project", query: { ...query, limit: 1 } });
    return (await unless(["forbidden", "not_found"], read))?.total_count;
  };
  const within = { project_id: id, ...(subprojects > 0 && { subproject_id: "*" }) };
  const [issues, time, news] = await Promise.all([
    total(path`issues.json`, { ...within, status_id: "*" }),
    total(path`time_entries.json`, within),
    total(path`projects/${id}/news.json`),
  ]);
  return [
    countIfAny(issues, "issue"),
    countIfAny(time, "time entry", "time entries"),
    countIfAny(news, "news item"),
    "its wiki, files, versions and members",
  ];
}

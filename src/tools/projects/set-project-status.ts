import { z } from "zod";
import { unless } from "../../redmine/failure.ts";
import { path } from "../../redmine/path.ts";
import { forgetProjects, projectAnswer, resolveProject } from "../../redmine/projects.ts";
import { ToolRefusal } from "../errors.ts";
import { nameOrId } from "../input.ts";
import { defineTool } from "../tool.ts";
import { notMade, sendAndRead, unread } from "../write-result.ts";

const statuses = ["open", "closed", "archived"] as const;
const statusNames: Readonly<Record<number, (typeof statuses)[number]>> = { 1: "open", 5: "closed", 9: "archived" };

export const setProjectStatus = defineTool({
  name: "set_project_status",
  title: "Set project status",
  description: "Closed: read-only; archived, which needs an administrator: hidden from everybody.",
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
    const now = statusNames[after.project.status ?? 0] ?? "in another state";
    if (now !== status && error !== undefined) throw notMade(error);
    if (now !== status) throw new ToolRefusal(`Redmine did NOT do it: project ${id} is ${now}.`);
    return `Project ${id} is ${now}${status === "closed" ? ", with its subprojects: nothing in them can be changed" : ""}.${error === undefined ? "" : " Redmine did not confirm the change."}`;

    async function isHidden(projectId: number): Promise<boolean> {
      const seen = redmine.get(path`projects/${projectId}.json`, projectAnswer, { what: `project ${projectId}` });
      return (await unless(["forbidden"], seen)) === undefined;
    }
  },
});

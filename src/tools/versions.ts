import { z } from "zod";
import { line } from "../format/clean.ts";
import type { FieldStates } from "../format/field-states.ts";
import { versionName } from "../format/version.ts";
import type { RedmineReader, RedmineWriter } from "../redmine/client.ts";
import { choose } from "../redmine/named-list.ts";
import { path } from "../redmine/path.ts";
import { type Project, resolveProject } from "../redmine/projects.ts";
import { type Version, versionList, version as versionSchema, versionsOf } from "../redmine/versions.ts";
import { sameContent } from "./compare.ts";
import { attempt, confirm, confirmed, countIfAny, gone } from "./confirm.ts";
import { createdDespite } from "./created-despite.ts";
import { resolveDay } from "./dates.ts";
import { date, nameOrId } from "./input.ts";
import { defineTool, ToolRefusal } from "./tool.ts";
import { recordStates, requestedValues, type Sent, sendAndRead, unread, writeResult } from "./write-result.ts";

const versionAnswer = z.object({ version: versionSchema });
const sharings = ["none", "descendants", "hierarchy", "tree", "system"] as const;

export const saveVersion = defineTool({
  name: "save_version",
  title: "Save version",
  description: 'Creates a version, or changes the one given as version; "" empties a field.',
  access: "write",
  annotations: { destructiveHint: true },
  toolset: "planning",
  scopes: ["view_issues", "manage_versions"],
  parameters: z.object({
    project_id: nameOrId,
    version: nameOrId.optional(),
    name: z.string().trim().min(1).max(60).optional(),
    description: z.string().max(255).optional(),
    status: z.enum(["open", "locked", "closed"]).optional(),
    due_date: z.union([date, z.literal("")], { error: 'give a date, or "" for none' }).optional(),
    sharing: z.enum(sharings).optional(),
    wiki_page: z.string().max(255).optional(),
  }),
  execute: async ({ project_id, version: selected, wiki_page, due_date, ...fields }, { redmine, quote, now }) => {
    const project = await resolveProject(project_id, redmine);
    const list = versionsOf(project);
    const json = {
      ...fields,
      ...(due_date !== undefined && {
        due_date: due_date && (await resolveDay(due_date, "due_date", { redmine, now })),
      }),
      ...(wiki_page !== undefined && { wiki_page_title: wiki_page }),
    };
    if (Object.keys(json).length === 0) throw new ToolRefusal("There is nothing to save: give name or other fields.");
    if (selected === undefined && fields.name === undefined) {
      throw new ToolRefusal("A new version needs a name; to change one, give it as version. Nothing was saved.");
    }

    let id: number;
    let before: Version | undefined;
    let sent: Sent<Version>;
    let despite: string | undefined;
    if (selected === undefined) {
      ({ id, despite } = await create(project, json, now, redmine));
      sent = await sendAndRead(Promise.resolve(), () => readVersion(id, redmine));
    } else {
      id = (await choose(list, selected, redmine)).id;
      before = await readVersion(id, redmine);
      const put = redmine.put(path`versions/${id}.json`, { version: json }, { what: `version ${id}` });
      sent = await sendAndRead(put, () => readVersion(id, redmine));
    }
    redmine.lookups.forget(list.kind);

    const { after, error } = sent;
    if (!after) return despite ?? unread(`version ${id}`);
    const states = statesOf(after);
    const requested = requestedValues(
      {
        Name: json.name,
        Description: json.description,
        Status: json.status,
        Due: json.due_date,
        Sharing: json.sharing,
        "Wiki page": json.wiki_page_title?.replaceAll(" ", "_"),
      },
      states,
    );
    return writeResult({
      what: `version ${id}`,
      did: before ? "changed" : "created",
      before: before && statesOf(before),
      after: states,
      requested,
      summary: versionName(after, project.id),
      quote,
      despite,
      error,
    });
  },
});

async function create(
  project: Project,
  json: { name?: string | undefined },
  sentAt: Date,
  redmine: RedmineWriter,
): Promise<{ id: number; despite?: string }> {
  const endpoint = path`projects/${project.id}/versions.json`;
  const what = `the versions of project ${project.identifier}`;
  return redmine.post(endpoint, { version: json }, { what, schema: versionAnswer }).then(
    ({ version: made }) => ({ id: made.id }),
    async (error: unknown) => {
      const { record, sentence } = await createdDespite(error, {
        what: "the version",
        where: "the versions of this project",
        read: async () => (await redmine.get(endpoint, versionList, { what })).versions,
        isSame: (each) => each.project?.id === project.id && sameContent(each.name, json.name, "text"),
        nameOf: ({ id }) => `version ${id}`,
        createdAt: ({ created_on }) => created_on,
        sentAt,
      });
      return { id: record.id, despite: sentence };
    },
  );
}

async function readVersion(id: number, redmine: RedmineReader): Promise<Version> {
  return (await redmine.get(path`versions/${id}.json`, versionAnswer, { what: `version ${id}` })).version;
}

function statesOf(version: Version): FieldStates {
  return recordStates({
    Name: version.name,
    Description: version.description,
    Status: version.status,
    Due: version.due_date,
    Sharing: version.sharing,
    "Wiki page": version.wiki_page_title?.replaceAll(" ", "_"),
  });
}

const counted = z.object({ total_count: z.number() });

export const deleteVersion = defineTool({
  name: "delete_version",
  title: "Delete version",
  description: "Deletes a version without issues and files.",
  access: "destructive",
  toolset: "delete",
  scopes: ["view_issues", "manage_versions"],
  parameters: z.object({ project_id: nameOrId, version: nameOrId, confirm }),
  execute: async ({ project_id, version, confirm: confirmation }, { redmine, quote }) => {
    const project = await resolveProject(project_id, redmine);
    const list = versionsOf(project);
    redmine.lookups.forget(list.kind);
    const { id, name } = await choose(list, version, redmine);
    const what = `version ${id}`;

    const issues = await issuesOf(id, redmine);
    if (issues > 0) {
      throw new ToolRefusal(
        `Redmine keeps ${what}: ${countIfAny(issues, "issue")} ${issues === 1 ? "belongs" : "belong"} to it. Give them another version or none first (list_issues finds them by version_id ${id}), or close it with save_version.`,
      );
    }
    confirmed({ what, name: line(name), with: [] }, confirmation, quote);
    const endpoint = path`versions/${id}.json`;
    const error = await attempt(redmine.delete(endpoint, { what }));
    redmine.lookups.forget(list.kind);
    return gone(what, redmine.get(endpoint, versionAnswer, { what }), error);
  },
});

/** In whatever project: the version may be shared. */
async function issuesOf(id: number, redmine: RedmineReader): Promise<number> {
  const query = { fixed_version_id: id, status_id: "*", limit: 1 };
  return (await redmine.get(path`issues.json`, counted, { what: "the issues of this version", query })).total_count;
}

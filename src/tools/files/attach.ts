import { z } from "zod";
import type { RedmineWriter } from "../../redmine/client.ts";
import type { Lookups } from "../../redmine/lookups/lookups.ts";
import { choose } from "../../redmine/lookups/named-list.ts";
import type { Project } from "../../redmine/lookups/projects.ts";
import { versionsOf } from "../../redmine/lookups/versions.ts";
import { path } from "../../redmine/path.ts";
import type { Attachment } from "../../redmine/schemas/attachment.ts";
import { fileList } from "../../redmine/schemas/file.ts";
import { issueAnswer } from "../../redmine/schemas/issue.ts";
import { readBack } from "../issues/read-back.ts";
import { readAgain } from "../read-again.ts";
import { ToolRefusal } from "../tool-refusal.ts";
import { addressable, readPage } from "../wiki/read-page.ts";

export interface Upload {
  token: string;
  filename: string;
  description?: string;
}

/** Where a file goes: read before the upload, so that nothing is sent for nobody. Gives the files that are there after, where they can be read. */
export interface Place {
  told: string;
  attach(upload: Upload): Promise<readonly Attachment[] | undefined>;
}

export async function onIssue(id: number, note: string | undefined, redmine: RedmineWriter): Promise<Place> {
  const at = path`issues/${id}.json`;
  const what = `issue #${id}`;
  await redmine.get(at, issueAnswer, { what });
  return {
    told: what,
    attach: async (upload) => {
      await redmine.put(at, { issue: { uploads: [upload], ...(note && { notes: note }) } }, { what });
      return (await readBack(id, "attachments", redmine))?.attachments;
    },
  };
}

export async function onWikiPage(project: Project, title: string, redmine: RedmineWriter): Promise<Place> {
  const name = addressable(title);
  const page = await readPage(redmine, project, name);
  if (!page) throw new ToolRefusal(`There is no wiki page “${name}” in this project. Nothing was uploaded.`);
  const what = `wiki page “${name}” of project ${project.identifier}`;
  return {
    told: what,
    attach: async (upload) => {
      // the same text again makes no new version
      const wiki_page = { text: page.text, version: page.version, uploads: [upload] };
      await redmine.put(path`projects/${project.id}/wiki/${name}.json`, { wiki_page }, { what });
      return (await readAgain(readPage(redmine, project, name)))?.attachments;
    },
  };
}

export async function onProject(
  project: Project,
  version: string | number | undefined,
  redmine: RedmineWriter,
  lookups: Lookups,
): Promise<Place> {
  const at = path`projects/${project.id}/files.json`;
  const of = version === undefined ? undefined : await choose(versionsOf(project), version, redmine, lookups);
  const what = `the files of project ${project.identifier}`;
  return {
    told: of ? `${what}, version ${of.id}` : what,
    attach: async (upload) => {
      const file = { ...upload, ...(of && { version_id: of.id }) };
      await redmine.post(at, { file }, { what, schema: z.undefined() });
      return (await readAgain(redmine.get(at, fileList, { what })))?.files;
    },
  };
}

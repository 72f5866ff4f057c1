import { z } from "zod";
import { line } from "../../format/clean.ts";
import { rowsWithin } from "../../format/text.ts";
import { day, fileSize } from "../../format/units.ts";
import { fileList, type ProjectFile } from "../../redmine/content.ts";
import { path } from "../../redmine/path.ts";
import { resolveProject } from "../../redmine/projects.ts";
import { nameOrId } from "../input.ts";
import { defineTool } from "../tool.ts";

const maxListChars = 34_000;

export const listProjectFiles = defineTool({
  name: "list_project_files",
  title: "Project files",
  description: "Files of a project and its versions; get_attachment reads one.",
  access: "read",
  toolset: "files",
  scopes: ["view_files"],
  parameters: z.object({ project_id: nameOrId, offset: z.int().min(0).default(0) }),
  execute: async ({ project_id, offset }, { redmine, quote }) => {
    const project = await resolveProject(project_id, redmine);
    const what = `the files of project ${project.identifier}`;
    const { files } = await redmine.get(path`projects/${project.id}/files.json`, fileList, { what });
    if (files.length === 0) return "This project has no files.";

    const rows = files.slice(offset).map(row);
    const { text, left } = rowsWithin(rows, maxListChars);
    const more = left > 0 ? ` More: offset ${offset + rows.length - left}.` : "";
    return `${files.length} ${files.length === 1 ? "file" : "files"}.${more}\n${quote(text)}`;
  },
});

function row({ id, filename, filesize, author, created_on, version, downloads, description }: ProjectFile): string {
  const facts = [
    `id ${id}`,
    fileSize(filesize),
    version && `version ${line(version.name, 80)}`,
    author && line(author.name, 80),
    day(created_on),
    downloads && `${downloads} downloads`,
  ];
  return `- ${line(filename, 200)} (${facts.filter(Boolean).join(", ")})${description ? `: ${line(description, 200)}` : ""}`;
}

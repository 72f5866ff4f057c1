import { path } from "../path.ts";
import { type Version, versionList } from "../schemas/version.ts";
import type { NamedList } from "./named-list.ts";
import type { Project } from "./projects.ts";

/** The versions an issue of this project may have, those shared by other projects included, closed ones too. */
export function versionsOf({ id, name }: Pick<Project, "id" | "name">): NamedList<Version> {
  return {
    kind: `versions:${id}`,
    what: `version in ${name}`,
    load: async (redmine) =>
      (await redmine.get(path`projects/${id}/versions.json`, versionList, { what: `the versions of ${name}` }))
        .versions,
    detail: ({ project, status }) => [project && `of ${project.name}`, status].filter(Boolean).join(", "),
  };
}

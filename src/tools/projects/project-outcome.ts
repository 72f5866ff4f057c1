import { line } from "../../format/clean.ts";
import type { Quote } from "../../format/quote.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { path } from "../../redmine/path.ts";
import { projectAnswer } from "../../redmine/schemas/project.ts";
import { butNot } from "../not-taken.ts";
import { readAgain, unread } from "../read-again.ts";
import { ignoredOf, type ProjectJson } from "./project-json.ts";

/** What a project is after it was saved. */
export async function projectOutcome(
  id: number,
  did: "created" | "changed",
  json: ProjectJson,
  redmine: RedmineReader,
  quote: Quote,
): Promise<string> {
  const what = `project ${id}`;
  const query = { include: "trackers,enabled_modules" };
  const answer = await readAgain(redmine.get(path`projects/${id}.json`, projectAnswer, { what, query }));
  if (!answer) return unread(what);

  const { project } = answer;
  const list = (label: string, names: readonly { name: string }[]) =>
    `${label}: ${names.map(({ name }) => line(name, 60)).join(", ") || "none"}`;
  const rows = [
    `${line(project.name)} (${project.identifier}${project.parent ? `, in ${line(project.parent.name)}` : ""}, ${project.is_public === false ? "not public" : "public"})`,
    list("Modules", project.enabled_modules),
    ...(project.trackers.length > 0 ? [list("Trackers", project.trackers)] : []),
  ];
  return `Project ${id} was ${did}.${butNot(ignoredOf(json, project))}\n${quote(rows.join("\n"))}`;
}

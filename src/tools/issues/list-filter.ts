import type { RedmineReader } from "../../redmine/client.ts";
import { categoriesOf } from "../../redmine/lookups/categories.ts";
import type { Lookups } from "../../redmine/lookups/lookups.ts";
import { choose } from "../../redmine/lookups/named-list.ts";
import { choosePerson } from "../../redmine/lookups/person.ts";
import { priorities } from "../../redmine/lookups/priorities.ts";
import type { Project } from "../../redmine/lookups/projects.ts";
import { statuses } from "../../redmine/lookups/statuses.ts";
import { trackers } from "../../redmine/lookups/trackers.ts";
import { versionsOf } from "../../redmine/lookups/versions.ts";
import { ToolRefusal } from "../tool-refusal.ts";

export type Given = string | number;
export type OneOrMore = Given | readonly Given[];

interface Place {
  project: Project | undefined;
  redmine: RedmineReader;
  lookups: Lookups;
}

/** The parameters that take names or ids, one or several, with what Redmine calls them and how a name becomes an id. */
const named = {
  status_id: {
    redmine: "status_id",
    id: async (given, { redmine, lookups }) => (await choose(statuses, given, redmine, lookups)).id,
  },
  tracker_id: {
    redmine: "tracker_id",
    id: async (given, { redmine, lookups }) => (await choose(trackers, given, redmine, lookups)).id,
  },
  priority_id: {
    redmine: "priority_id",
    id: async (given, { redmine, lookups }) => (await choose(priorities, given, redmine, lookups)).id,
  },
  assignee_id: {
    redmine: "assigned_to_id",
    id: async (given, { project, redmine, lookups }) => (await choosePerson(given, project, redmine, lookups)).id,
  },
  author_id: {
    redmine: "author_id",
    id: async (given, { project, redmine, lookups }) => (await choosePerson(given, project, redmine, lookups)).id,
  },
  category_id: {
    redmine: "category_id",
    id: async (given, { project, redmine, lookups }) => {
      if (project) return (await choose(categoriesOf(project), given, redmine, lookups)).id;
      throw new ToolRefusal("category_id needs project_id: categories belong to one project."); // Redmine ignores it else
    },
  },
  version_id: {
    redmine: "fixed_version_id",
    id: async (given, { project, redmine, lookups }) => {
      if (project) return (await choose(versionsOf(project), given, redmine, lookups)).id;
      if (typeof given === "number") return given;
      throw new ToolRefusal("version_id needs project_id too, to find the version by name.");
    },
  },
} as const satisfies Record<string, { redmine: string; id(given: Given, place: Place): Promise<number> }>;

export type NamedFilter = keyof typeof named;
export const namedFilters = [
  "status_id",
  "tracker_id",
  "priority_id",
  "assignee_id",
  "author_id",
  "category_id",
  "version_id",
] as const;

/** One of those parameters as Redmine's query takes it: `["assigned_to_id", "me|8"]`. */
export async function namedFilter(name: NamedFilter, given: OneOrMore, place: Place): Promise<[string, string]> {
  const { redmine, id } = named[name];
  const word = keyword(name, given);
  if (word) return [redmine, word];

  const all = typeof given === "object" ? given : [given];
  const lone = all.find((each) => keyword(name, each));
  if (lone !== undefined) throw new ToolRefusal(`${name}: “${lone}” cannot stand in a list with others.`);
  const negated = all.filter((each) => typeof each === "string" && each.startsWith("!"));
  if (negated.length > 0 && negated.length < all.length) {
    throw new ToolRefusal(`${name}: either all or none with "!".`);
  }
  const isPerson = name === "assignee_id" || name === "author_id";
  const ids = await Promise.all(
    all.map(async (each) => {
      const plain = typeof each === "string" ? each.replace(/^!/, "") : each;
      return isPerson && plain === "me" ? "me" : id(plain, place);
    }),
  );
  return [redmine, `${negated.length > 0 ? "!" : ""}${ids.join("|")}`];
}

/** In small letters as described: a status "Closed" is a name, "closed" means every status that closes. */
function keyword(name: NamedFilter, given: OneOrMore): string | undefined {
  if (name === "status_id")
    return given === "open" ? "o" : given === "closed" ? "c" : given === "*" || given === "any" ? "*" : undefined;
  if (name === "tracker_id" || name === "priority_id" || name === "author_id") return undefined;
  return given === "none" ? "!*" : given === "any" || given === "*" ? "*" : undefined;
}

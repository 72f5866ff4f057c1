import type { RedmineReader } from "../../redmine/client.ts";
import { priorities, statuses, trackers } from "../../redmine/lists.ts";
import { choose, entries, type NamedList } from "../../redmine/named-list.ts";
import { choosePerson } from "../../redmine/people.ts";
import type { Project } from "../../redmine/projects.ts";
import { categoriesOf, versionsOf } from "../../redmine/versions.ts";
import { ToolRefusal } from "../errors.ts";
import { personMeant } from "../input.ts";

export type NameOrId = string | number;
export type OneOrMore = NameOrId | readonly NameOrId[];

interface FilterContext {
  project: Project | undefined;
  redmine: RedmineReader;
}

interface Filter {
  /** What Redmine calls it. */
  redmine: string;
  /** Words that stand for something else than a name, and Redmine's operators for them. */
  words?: Readonly<Record<string, string>>;
  person?: true;
  /** What it chooses from, where that is a short list: a name in it may begin with "!" or hold a bar. */
  list?(place: FilterContext): NamedList<{ id: number; name: string }> | undefined;
  id(value: NameOrId, place: FilterContext): Promise<number>;
}

const emptyOrNot = { none: "!*", any: "*" };

/** The parameters that take names or ids, one or several. Keywords are in small letters: "Closed" may be a status. */
const filters = {
  status_id: {
    redmine: "status_id",
    words: { open: "o", closed: "c", "*": "*", any: "*", all: "*" },
    list: () => statuses,
    id: async (value, { redmine }) => (await choose(statuses, value, redmine)).id,
  },
  tracker_id: {
    redmine: "tracker_id",
    list: () => trackers,
    id: async (value, { redmine }) => (await choose(trackers, value, redmine)).id,
  },
  priority_id: {
    redmine: "priority_id",
    list: () => priorities,
    id: async (value, { redmine }) => (await choose(priorities, value, redmine)).id,
  },
  assignee_id: { redmine: "assigned_to_id", words: { ...emptyOrNot, nobody: "!*" }, person: true, id: personId },
  author_id: { redmine: "author_id", person: true, id: personId },
  watcher_id: { redmine: "watcher_id", person: true, id: personId },
  updated_by: { redmine: "updated_by", person: true, id: personId },
  category_id: {
    redmine: "category_id",
    words: emptyOrNot,
    list: ({ project }) => project && categoriesOf(project),
    id: async (value, { project, redmine }) => (await choose(categoriesOf(needed(project)), value, redmine)).id,
  },
  version_id: {
    redmine: "fixed_version_id",
    words: emptyOrNot,
    list: ({ project }) => project && versionsOf(project),
    id: async (value, { project, redmine }) => {
      if (project) return (await choose(versionsOf(project), value, redmine)).id;
      if (/^\d+$/.test(String(value))) return Number(value);
      throw new ToolRefusal("version_id needs project_id too, to find the version by name.");
    },
  },
} satisfies Record<string, Filter>;

export type NamedFilter = keyof typeof filters;

export function isNamedFilter(name: string): name is NamedFilter {
  return Object.hasOwn(filters, name);
}

/** One of those parameters as Redmine's query takes it: `["assigned_to_id", "me|8"]`. */
export async function namedFilter(
  name: NamedFilter,
  values: OneOrMore,
  place: FilterContext,
): Promise<[string, string]> {
  const { redmine, words = {}, person, id, list }: Filter = filters[name];
  if (name === "category_id") needed(place.project);

  const names = list?.(place);
  if (names && typeof values === "string" && /^!|\|/.test(values)) {
    const rows = await entries(names, place.redmine);
    const idsOf = (text: string) => rows.filter((entry) => entry.name === text).map((entry) => entry.id);
    const named = idsOf(values.trim());
    if (named.length > 0) return [redmine, named.join("|")];
    const negated = values.startsWith("!") ? idsOf(values.slice(1).trim()) : [];
    if (negated.length > 0) return [redmine, `!${negated.join("|")}`];
  }

  const all = several(values);
  const lone = all.find((each) => Object.hasOwn(words, each));
  if (lone !== undefined && all.length === 1) return [redmine, words[lone] ?? ""];
  if (lone !== undefined) throw new ToolRefusal(`${name}: “${lone}” cannot stand in a list with others.`);

  const negated = all.filter((each) => typeof each === "string" && each.startsWith("!"));
  if (negated.length > 0 && negated.length < all.length) {
    throw new ToolRefusal(`${name}: either all or none with "!".`);
  }
  const ids = await Promise.all(
    all.map((each) => {
      const plain = typeof each === "string" ? each.replace(/^!/, "") : each;
      return person && plain === "me" ? "me" : id(plain, place);
    }),
  );
  return [redmine, `${negated.length > 0 ? "!" : ""}${ids.join("|")}`];
}

/** “Priya” is Priya Sharma: whom the names in conditions stand for, where they are not written out. */
export async function peopleMeant(input: Partial<Record<string, unknown>>, place: FilterContext): Promise<string[]> {
  const names = Object.entries(input).flatMap(([name, value]) => {
    if (!isNamedFilter(name) || value === undefined) return [];
    const filter: Filter = filters[name];
    if (!filter.person) return [];
    return several(value as OneOrMore).filter((each) => each !== "me" && !Object.hasOwn(filter.words ?? {}, each));
  });
  const sentences = names.map(async (each) => {
    const plain = typeof each === "string" ? each.replace(/^!/, "") : each;
    return plain === "me" ? undefined : personMeant(plain, await choosePerson(plain, place.project, place.redmine));
  });
  return (await Promise.all(sentences)).filter((sentence) => sentence !== undefined);
}

/** "A|B" and "!A|B" as Redmine writes them, beside a list; a name with a bar in it goes into a list or by its id. */
function several(values: OneOrMore): readonly NameOrId[] {
  if (typeof values === "object") return values;
  const [first = "", ...others] = String(values)
    .split("|")
    .map((name) => name.trim())
    .filter(Boolean);
  if (others.length === 0) return [values];
  const not = first.startsWith("!") ? "!" : "";
  return [first, ...others.map((name) => (name.startsWith("!") ? name : not + name))];
}

async function personId(value: NameOrId, { project, redmine }: FilterContext): Promise<number> {
  return (await choosePerson(value, project, redmine)).id;
}

/** Without a project, Redmine ignores the category and lists everything. */
function needed(project: Project | undefined): Project {
  if (project) return project;
  throw new ToolRefusal("category_id needs project_id: categories belong to one project.");
}

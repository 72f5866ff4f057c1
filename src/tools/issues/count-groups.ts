import { z } from "zod";
import type { Counted } from "../../format/groups.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { type IssueStatus, priorities, statuses, trackers } from "../../redmine/lists.ts";
import { entries, type NamedList } from "../../redmine/named-list.ts";
import { inTurns } from "../../redmine/paging.ts";
import { path } from "../../redmine/path.ts";
import type { Project } from "../../redmine/projects.ts";
import type { Query } from "../../redmine/send.ts";
import type { Named } from "../../redmine/values.ts";
import { categoriesOf, versionsOf } from "../../redmine/versions.ts";

const mostGroups = 25; // requests, each of a count
const counted = z.object({ total_count: z.number() });

interface Values {
  /** Redmine's filter for one of them. */
  filter: string;
  values: readonly Named[];
  /** An issue may have none. */
  optional: boolean;
}

/** The values that issues may have in a column; undefined where they cannot be listed, or a condition chooses among them. */
async function valuesOf(
  column: string,
  filter: Query,
  project: Project | undefined,
  redmine: RedmineReader,
): Promise<Values | undefined> {
  const all = async (name: string, list: NamedList<Named>, optional = false) =>
    filter[name] === undefined ? { filter: name, values: await entries(list, redmine), optional } : undefined;

  switch (column) {
    case "status": {
      const fits = statusesOf[String(filter.status_id ?? "*")];
      return fits && { filter: "status_id", values: (await entries(statuses, redmine)).filter(fits), optional: false };
    }
    case "tracker":
      return all("tracker_id", trackers);
    case "priority":
      return all("priority_id", priorities);
    case "category":
      return project && all("category_id", categoriesOf(project), true);
    case "fixed_version":
      return project && all("fixed_version_id", versionsOf(project), true);
    default:
      return undefined;
  }
}

const statusesOf: Readonly<Record<string, (status: IssueStatus) => boolean>> = {
  "*": () => true,
  o: ({ is_closed }) => is_closed !== true,
  c: ({ is_closed }) => is_closed === true,
};

/**
 * How many issues have each value of a column, from Redmine's own counts: one request for each value, where the values are
 * few. Undefined where there are too many, where a condition chooses among them, or where the counts are not those of all
 * `total` issues: other values, or issues that changed meanwhile.
 */
export async function countGroups(
  column: string,
  filter: Query,
  total: number,
  project: Project | undefined,
  redmine: RedmineReader,
): Promise<Counted[] | undefined> {
  if (filter.query_id !== undefined) return undefined;
  const known = await valuesOf(column, filter, project, redmine);
  if (!known || known.values.length >= mostGroups) return undefined;

  const groupsOf = known.values.map(({ id, name }) => ({ value: String(id), name }));
  if (known.optional) groupsOf.push({ value: "!*", name: "" });
  const groups = await inTurns(groupsOf, async ({ value, name }) => {
    const query = { ...filter, [known.filter]: value, limit: 1 };
    const { total_count } = await redmine.get(path`issues.json`, counted, { what: "the number of issues", query });
    return { keys: [name], count: total_count, hours: {} };
  });
  const sum = groups.reduce((all, { count }) => all + count, 0);
  if (sum !== total) return undefined;
  return groups.filter(({ count }) => count > 0).toSorted((one, other) => other.count - one.count);
}

import type { z } from "zod";
import { line } from "../../format/clean.ts";
import { pageSize } from "../../redmine/paging.ts";
import { resolveProject } from "../../redmine/projects.ts";
import { readEntries } from "../../redmine/time-entries.ts";
import { filterOf, type timeInput } from "../time/list-time-entries.ts";
import type { ToolContext } from "../tool.ts";

const maxEntries = 1_000; // ten requests

/** The entries of the same filters as in list_time_entries, the newest thousand at most. */
export async function timeData(args: z.output<typeof timeInput>, { redmine, now }: ToolContext): Promise<object> {
  const project = args.project_id === undefined ? undefined : await resolveProject(args.project_id, redmine);
  const filter = await filterOf(args, project, { redmine, now });
  const first = await readEntries(redmine, filter, 0, pageSize);
  const rows = [...first.entries];
  const most = Math.min(first.total, maxEntries);
  for (let offset = pageSize; offset < most; offset += pageSize) {
    rows.push(...(await readEntries(redmine, filter, offset, pageSize)).entries);
  }

  return {
    total: first.total,
    entries: rows.map(({ spent_on, hours, user, activity, project: place, issue, comments }) => ({
      day: spent_on,
      hours,
      user: line(user.name, 80),
      activity: line(activity.name, 80),
      project: line(place.name, 80),
      ...(issue && { issue: `#${issue.id}` }),
      ...(comments && { comment: line(comments, 120) }),
    })),
  };
}

import { z } from "zod";
import type { RedmineReader } from "../client.ts";
import { failureOf } from "../failure.ts";
import { path } from "../path.ts";
import type { Lookups } from "./lookups.ts";

const counted = z.object({ total_count: z.number() });
const impossible = "no issue has this value"; // no list has it, and no number or date is written so

/**
 * Whether Redmine filters issues by a custom field. It ignores a filter that it does not take and answers with everything,
 * so it is asked for a value that no issue has.
 */
export async function filterWorks(
  fieldId: number,
  projectId: number,
  redmine: RedmineReader,
  lookups: Lookups,
): Promise<boolean> {
  const { works } = await lookups.get(`filter works:${projectId}:${fieldId}`, async () => {
    const query = { project_id: projectId, status_id: "*", limit: 1, [`cf_${fieldId}`]: `=${impossible}` };
    try {
      const { total_count } = await redmine.get(path`issues.json`, counted, { what: "the list of issues", query });
      return { works: total_count === 0 };
    } catch (error) {
      if (failureOf(error)?.reason === "invalid") return { works: true }; // "is not a number": it looked at the value
      throw error;
    }
  });
  return works;
}

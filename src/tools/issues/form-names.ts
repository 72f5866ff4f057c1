import type { NameOf } from "../../format/change.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { trackerFields } from "../../redmine/lookups/issue-form.ts";
import type { Lookups } from "../../redmine/lookups/lookups.ts";
import type { Named } from "../../redmine/schemas/named.ts";

/** Names of what custom fields refer to, from the form that was looked at to fill them; nothing is asked for anew. */
export async function formNames(
  filled: boolean,
  project: Named,
  tracker: Named,
  redmine: RedmineReader,
  lookups: Lookups,
): Promise<NameOf> {
  const form = filled ? await trackerFields(project, tracker, redmine, lookups) : undefined;
  return (column, id) => {
    const field = form?.fields.find((each) => column === `field ${each.id}`);
    return field?.values?.find(({ value }) => value === id)?.label;
  };
}

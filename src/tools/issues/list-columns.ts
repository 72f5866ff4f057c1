import type { NameOf } from "../../format/change.ts";
import { isIssueColumn, sameField } from "../../format/issue-columns.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { fieldValueNames } from "../../redmine/lookups/field-value-names.ts";
import type { Lookups } from "../../redmine/lookups/lookups.ts";
import type { IssueRow } from "../../redmine/schemas/issue.ts";

export interface ListColumns {
  /** Those asked for that can be shown. */
  shown: readonly string[];
  /** Custom fields that none of the issues has. */
  absent: readonly string[];
  nameOf: NameOf;
}

/** The columns asked for, and the names of what the custom fields among them refer to. */
export async function listColumns(
  asked: readonly string[],
  issues: readonly IssueRow[],
  redmine: RedmineReader,
  lookups: Lookups,
): Promise<ListColumns> {
  const fields = asked.filter((name) => !isIssueColumn(name));
  const holders = issues.map(({ id, custom_fields }) => ({
    id,
    custom_fields: custom_fields.filter((field) => fields.some((name) => sameField(field, name))),
  }));
  const { names } = await fieldValueNames(holders, redmine, lookups);
  const absent = fields.filter((name) => !holders.some((each) => each.custom_fields.some((f) => sameField(f, name))));

  return {
    shown: asked.filter((name) => !absent.includes(name)),
    absent,
    nameOf: (column, id) => names.get(Number(column.slice("field ".length)))?.get(id),
  };
}

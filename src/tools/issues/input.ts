import { z } from "zod";
import type { FieldInput } from "../custom-field-values.ts";
import { date, fieldMap, issueNumber, nameOrId, wholeNumber, yesNo } from "../input.ts";
import { tagsInput } from "../plugins/tags.ts";

const nothing = z.union([z.literal(""), z.null()]);
const day = z.union([date, nothing], { error: 'give a date, or "" for none' });
const singleValue = z.union([z.string().max(100_000), z.number(), z.boolean()]);
const fieldValue: z.ZodType<FieldInput> = z.union([singleValue, z.null(), z.array(singleValue).max(100)]);

const emptyable = <T extends z.ZodType>(schema: T, error: string) => z.union([schema, nothing], { error });
const named = emptyable(nameOrId, 'give a name, or an id as a whole number, or "" for none');

/** The fields that creating and changing an issue have in common. "" and null empty a field. */
export const issueFields = {
  status_id: nameOrId.optional(),
  priority_id: nameOrId.optional(),
  assignee_id: named.optional(),
  category_id: named.optional(),
  version_id: named.optional(),
  parent_id: emptyable(issueNumber, 'give an issue\'s number, or "" for none').optional(),
  start_date: day.optional(),
  due_date: day.optional(),
  estimated_hours: emptyable(
    z.union([z.number().min(0), z.string().max(20)]),
    'give hours, such as 1.5 or 1:30, or "" for none',
  ).optional(),
  done_ratio: wholeNumber(0, 100).optional(),
  custom_fields: fieldMap(fieldValue).optional().describe("{name: value}"),
  is_private: yesNo.optional(),
  tags: tagsInput.optional().describe("all of them"),
};

export const subject = z.string().trim().min(1).max(255, { error: "Redmine takes up to 255 characters" });
export const longText = z.string().max(1_000_000);

const issueInput = z.object({
  ...issueFields,
  project_id: nameOrId.optional(),
  tracker_id: nameOrId.optional(),
  subject: subject.optional(),
  description: longText.nullable().optional(),
});

export type IssueInput = z.output<typeof issueInput>;

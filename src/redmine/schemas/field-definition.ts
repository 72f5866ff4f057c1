import { z } from "zod";

/** A custom field as only administrators may see it. */
export const fieldDefinition = z.object({
  id: z.number(),
  name: z.string(),
  customized_type: z.string(),
  field_format: z.string(),
  is_required: z.boolean().optional(),
  default_value: z.string().nullish(),
  trackers: z.array(z.object({ id: z.number() })).optional(),
  possible_values: z.array(z.object({ value: z.string().nullish(), label: z.string().nullish() })).optional(),
});

export type FieldDefinition = z.output<typeof fieldDefinition>;

export const fieldDefinitionList = z.object({ custom_fields: z.array(fieldDefinition) });

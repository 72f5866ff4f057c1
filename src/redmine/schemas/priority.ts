import { z } from "zod";

export const priority = z.object({
  id: z.number(),
  name: z.string(),
  is_default: z.boolean().optional(),
  active: z.boolean().optional(),
});

export type Priority = z.output<typeof priority>;

export const priorityList = z.object({ issue_priorities: z.array(priority) });

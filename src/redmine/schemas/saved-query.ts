import { z } from "zod";

export const savedQuery = z.object({
  id: z.number(),
  name: z.string(),
  project_id: z.number().nullish(),
  is_public: z.boolean().optional(),
});

export type SavedQuery = z.output<typeof savedQuery>;

export const savedQueryList = z.object({ queries: z.array(savedQuery), total_count: z.number().optional() });

import { z } from "zod";
import { nameOrId } from "../name-or-id.ts";

const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

/** What creating and changing a project have in common. */
export const projectInput = {
  description: z.string().max(100_000).optional(),
  homepage: z.string().max(255).optional(),
  parent: z
    .union([z.literal(""), nameOrId], { error: 'give a project, or ""' })
    .optional()
    .describe('"" for none'),
  is_public: z.boolean().optional(),
  inherit_members: z.boolean().optional(),
  modules: z
    .array(z.string().min(1).max(60))
    .max(50)
    .optional()
    .describe("all it shall have, such as issue_tracking, wiki"),
  trackers: z.array(nameOrId).max(50).optional().describe("all it shall have"),
  custom_fields: z.record(z.string(), value, { error: 'give them as {"name": value}' }).optional(),
};

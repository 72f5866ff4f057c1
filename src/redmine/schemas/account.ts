import { z } from "zod";
import { membership } from "./membership.ts";

/** Who is signed in. Only what is named here is kept: Redmine adds the API key for those who came with one. */
export const account = z.object({
  user: z.object({
    id: z.number(),
    admin: z.boolean().optional(),
    memberships: z.array(membership).default([]),
  }),
});

export const role = z.object({ role: z.object({ id: z.number(), permissions: z.array(z.string()).default([]) }) });

export const person = z.object({ user: z.object({ id: z.number(), firstname: z.string(), lastname: z.string() }) });

import { z } from "zod";
import { named } from "./named.ts";

const role = named.extend({ inherited: z.boolean().optional() });

/** A person or a group in a project. */
export const membership = z.object({
  id: z.number(),
  project: named.optional(),
  user: named.optional(),
  group: named.optional(),
  roles: z.array(role).default([]),
});

export type Membership = z.output<typeof membership>;

export const membershipList = z.object({ memberships: z.array(membership), total_count: z.number().optional() });

import { z } from "zod";
import { membership } from "./membership.ts";
import { named, optionalText } from "./named.ts";

/** The signed-in user: an allow-list, because Redmine adds the API key and more for some callers. */
export const myselfAnswer = z.object({
  user: z.object({
    id: z.number(),
    login: optionalText,
    firstname: z.string(),
    lastname: z.string(),
    mail: optionalText,
    admin: z.boolean().optional(),
    last_login_on: optionalText,
    memberships: z.array(membership).default([]),
    groups: z.array(named).default([]),
  }),
});
export type Myself = z.output<typeof myselfAnswer>["user"];

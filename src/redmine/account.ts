import { z } from "zod";
import type { RedmineReader } from "./client.ts";
import { path } from "./path.ts";
import { membership } from "./people.ts";
import { named, optionalText } from "./values.ts";

/** Who is signed in. Only what is named here is kept: Redmine adds the API key for those who came with one. */
export const account = z.object({
  user: z.object({
    id: z.number(),
    admin: z.boolean().optional(),
    memberships: z.array(membership).default([]),
  }),
});

export const role = z.object({ role: z.object({ id: z.number(), permissions: z.array(z.string()).default([]) }) });

export interface Account {
  id: number;
  admin: boolean;
  memberships: readonly { project: { id: number; name: string }; roleIds: readonly number[] }[];
}

/** The signed-in person, and where they are a member. */
export function myAccount(redmine: RedmineReader): Promise<Account> {
  return redmine.lookups.get("account", async () => {
    const { user } = await redmine.get(path`users/current.json`, account, {
      what: "the signed-in user",
      query: { include: "memberships" },
    });
    const memberships = user.memberships.flatMap(({ project, roles }) =>
      project ? [{ project, roleIds: roles.map(({ id }) => id) }] : [],
    );
    return { id: user.id, admin: user.admin === true, memberships };
  });
}

/**
 * Whether this person may do something in a project: the sign-in's scopes and the roles there both have to allow it.
 * Undefined when Redmine does not tell: it lists no role for those who are not members.
 */
export async function allowed(
  permission: string,
  projectId: number,
  redmine: RedmineReader,
): Promise<boolean | undefined> {
  if (redmine.scopes && !redmine.scopes.has(permission)) return false;
  const { admin, memberships } = await myAccount(redmine);
  if (admin) return true;

  const mine = memberships.find(({ project }) => project.id === projectId);
  if (!mine) return undefined;
  const granted = await Promise.all(mine.roleIds.map((id) => permissionsOf(id, redmine)));
  return granted.some((permissions) => permissions.has(permission));
}

function permissionsOf(id: number, redmine: RedmineReader): Promise<ReadonlySet<string>> {
  return redmine.lookups.get(`role:${id}`, async () => {
    const answer = await redmine.get(path`roles/${id}.json`, role, { what: `role ${id}` });
    return new Set(answer.role.permissions);
  });
}

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

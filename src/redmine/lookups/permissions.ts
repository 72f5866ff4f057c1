import type { RedmineReader } from "../client.ts";
import { path } from "../path.ts";
import { role } from "../schemas/account.ts";
import { myAccount } from "./account.ts";
import type { Lookups } from "./lookups.ts";

/**
 * Whether this person may do something in a project: the sign-in's scopes and the roles there both have to allow it.
 * Undefined when Redmine does not tell: it lists no role for those who are not members.
 */
export async function allowed(
  permission: string,
  projectId: number,
  redmine: RedmineReader,
  lookups: Lookups,
): Promise<boolean | undefined> {
  if (redmine.scopes && !redmine.scopes.has(permission)) return false;
  const { admin, memberships } = await myAccount(redmine, lookups);
  if (admin) return true;

  const mine = memberships.find(({ project }) => project.id === projectId);
  if (!mine) return undefined;
  const granted = await Promise.all(mine.roleIds.map((id) => permissionsOf(id, redmine, lookups)));
  return granted.some((permissions) => permissions.has(permission));
}

function permissionsOf(id: number, redmine: RedmineReader, lookups: Lookups): Promise<ReadonlySet<string>> {
  return lookups.get(`role:${id}`, async () => {
    const answer = await redmine.get(path`roles/${id}.json`, role, { what: `role ${id}` });
    return new Set(answer.role.permissions);
  });
}

import type { RedmineReader } from "../client.ts";
import { path } from "../path.ts";
import { account } from "../schemas/account.ts";
import type { Lookups } from "./lookups.ts";

export interface Account {
  id: number;
  admin: boolean;
  memberships: readonly { project: { id: number; name: string }; roleIds: readonly number[] }[];
}

/** The signed-in person, and where they are a member. */
export function myAccount(redmine: RedmineReader, lookups: Lookups): Promise<Account> {
  return lookups.get("account", async () => {
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

import type { User } from "../records.ts";

/** Who asks. Without a user it is Anonymous; without scopes (an API key, a password) nothing narrows the user's rights. */
export type Caller = {
  user: User | undefined;
  scopes: ReadonlySet<string> | undefined;
};

export const createAnonymous = (): Caller => ({ user: undefined, scopes: undefined });

/** With OAuth an administrator is one only if the token has the scope `admin`. */
export function isAdmin({ user, scopes }: Caller): boolean {
  return user?.admin === true && (scopes?.has("admin") ?? true);
}

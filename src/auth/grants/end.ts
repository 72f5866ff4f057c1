import type { SignIn } from "../signin/sign-in.ts";
import type { Grants } from "./grants.ts";

/** Names a grant and opens it; every token of a client holds one sealed. */
export interface GrantKey {
  grant: string;
  dataKey: string;
}

/** Ends a grant here and, best effort, at Redmine. */
export type EndGrant = (key: GrantKey) => Promise<void>;

export function endGrantWith(grants: Grants, signIn: SignIn): EndGrant {
  return async ({ grant: id, dataKey }) => {
    const grant = await grants.read(id, Buffer.from(dataKey, "base64"));
    await grants.end(id); // before Redmine is asked: a renewal under way finds it gone, and gives its new tokens back
    if (grant) await signIn.revoke(grant.held).catch(() => undefined);
  };
}

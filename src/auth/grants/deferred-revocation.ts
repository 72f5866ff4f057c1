import type { Store } from "../../store/store.ts";
import { lifetime } from "../records.ts";
import type { SignIn } from "../sign-in.ts";
import { type Grants, openGrant } from "./grants.ts";
import { withLockIfPossible } from "./with-lock.ts";

/** Ends a grant for somebody who has no token of it. False: it had ended. */
export type EndById = (id: string) => Promise<boolean>;

/**
 * What a person or the operator ends, ends here at once; at Redmine it can only end with a token of that grant in hand,
 * because nothing else opens what Redmine gave us. So the sealed record is set aside (gone:ID), and whoever shows up with
 * a token of it, most often the client with its next call, lets us withdraw it from Redmine as well.
 */
export function endByIdWith(store: Store, grants: Grants, kind: SignIn["kind"]): EndById {
  if (kind === "api-key") return grants.end; // the key is the person's own: nothing to withdraw
  // under the lock of renewals, so that what is set aside is what Redmine gave last
  return (id) =>
    withLockIfPossible(store, id, async () => {
      const text = await store.get("grant", id);
      if (text !== undefined) await store.set("gone", id, text, lifetime.refresh);
      return grants.end(id);
    });
}

/** Grants that say farewell to Redmine when a token of an ended one comes by. */
export function withFarewell(grants: Grants, store: Store, signIn: SignIn): Grants {
  async function sayFarewell(id: string, dataKey: Buffer): Promise<void> {
    const text = await store.get("gone", id);
    const grant = text === undefined ? undefined : openGrant(id, dataKey, text);
    if (grant && (await store.delete("gone", id))) await signIn.revoke(grant.held);
  }

  return {
    ...grants,
    read: async (id, dataKey) => {
      const grant = await grants.read(id, dataKey);
      // nobody waits for it, and what cannot be withdrawn now is no fault of this caller's
      if (!grant) sayFarewell(id, dataKey).catch(() => undefined);
      return grant;
    },
  };
}

import type { Store } from "../../store/store.ts";
import { lifetime } from "../records.ts";
import type { SignIn } from "../sign-in.ts";
import { type Grants, openGrant } from "./grants.ts";
import { withLockIfPossible } from "./with-lock.ts";

/** Ends a grant without one of its tokens. False: it had ended already. */
export type EndGrantById = (id: string) => Promise<boolean>;

/**
 * A grant that a person or the operator ends, ends here at once. Redmine's tokens can only be revoked with a token of that
 * grant, because nothing else decrypts them. So the encrypted record is kept (gone:ID) until somebody presents a token of
 * it, most often the client with its next call.
 */
export function createEndGrantById(store: Store, grants: Grants, kind: SignIn["kind"]): EndGrantById {
  if (kind === "api-key") return grants.end; // the key is the person's own: nothing to revoke
  // under the lock of renewals, so that the record that is kept has Redmine's newest tokens
  return (id) =>
    withLockIfPossible(store, id, async () => {
      const text = await store.get("grant", id);
      if (text !== undefined) await store.set("gone", id, text, lifetime.refresh);
      return grants.end(id);
    });
}

/** Grants whose deferred revocation at Redmine runs when somebody presents a token of an ended one. */
export function withDeferredRevocation(grants: Grants, store: Store, signIn: SignIn): Grants {
  async function revokeDeferred(id: string, dataKey: Buffer): Promise<void> {
    const text = await store.get("gone", id);
    const grant = text === undefined ? undefined : openGrant(id, dataKey, text);
    if (grant && (await store.delete("gone", id))) await signIn.revoke(grant.upstreamTokens);
  }

  return {
    ...grants,
    read: async (id, dataKey) => {
      const grant = await grants.read(id, dataKey);
      // not awaited: a failure here must not fail this caller
      if (!grant) revokeDeferred(id, dataKey).catch(() => undefined);
      return grant;
    },
  };
}

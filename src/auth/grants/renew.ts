import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { RedmineFailure } from "../../redmine/failure.ts";
import type { Store } from "../../store/store.ts";
import { lifetime } from "../records.ts";
import type { SignIn } from "../signin/sign-in.ts";
import type { Grant, Grants } from "./grants.ts";

interface Parts {
  store: Store;
  grants: Grants;
  signIn: SignIn;
  now: () => number;
}

const pollMs = 60; // a Redmine refresh takes 0.3 s
const usualPatienceMs = lifetime.lock + 1_000; // Redmine may be overloaded, and who died while renewing leaves its lock behind

/**
 * New Redmine tokens for a grant, asked for once however many calls and replicas want them.
 * Undefined: the grant is over. Throws RedmineFailure when Redmine or the other replica gives no answer.
 */
export async function renewOnce(parts: Parts, grant: Grant, patienceMs = usualPatienceMs): Promise<Grant | undefined> {
  const { store, grants, now } = parts;

  for (let waited = 0; waited < patienceMs; waited += pollMs) {
    const owner = randomUUID();
    const leaseEnds = now() + lifetime.lock;

    if (await store.add("lock", grant.id, owner, lifetime.lock)) {
      try {
        const current = await grants.read(grant.id, grant.dataKey);
        return current && current.n === grant.n ? await renewNow(parts, current) : current;
      } finally {
        // past the lease the lock may be somebody else's
        if (now() < leaseEnds) await store.delete("lock", grant.id).catch(() => undefined); // it ends by itself too
      }
    }

    await sleep(pollMs);
    const current = await grants.read(grant.id, grant.dataKey);
    if (!current || current.n !== grant.n) return current;
  }

  throw new RedmineFailure({ reason: "unavailable", because: "busy", sent: "nothing" });
}

async function renewNow({ grants, signIn }: Parts, grant: Grant): Promise<Grant | undefined> {
  const held = await signIn.renew(grant.held);

  if (!held) {
    // A process that stood still past its lease asks with a token that another has replaced: that is not the end
    const current = await grants.read(grant.id, grant.dataKey);
    if (current && current.n !== grant.n) return current;
    await grants.end(grant.id);
    return undefined;
  }

  // Saved before its first use: that use ends the old pair at Redmine, and a crash in between must not lose both
  const saved = await grants.update(grant, held);
  if (saved) return saved;
  await signIn.revoke(held).catch(() => undefined);
  return undefined;
}

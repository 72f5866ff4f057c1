import type { RenewalsQueue } from "../../rate-limits.ts";
import { RedmineFailure } from "../../redmine/failure.ts";
import type { Store } from "../../store/store.ts";
import { lifetime } from "../records.ts";
import type { SignIn } from "../sign-in.ts";
import type { Grant, Grants } from "./grants.ts";
import { withLock } from "./with-lock.ts";

export interface RenewalContext {
  store: Store;
  grants: Grants;
  signIn: SignIn;
  queue: RenewalsQueue;
  now: () => number;
}

// A process that died while renewing leaves its lock behind; and after everybody's tokens expired, many wait for their turn.
const usualPatienceMs = lifetime.lock + 15_000;

/**
 * New Redmine tokens for a grant, requested once however many calls and replicas need them.
 * Undefined: the grant is over. Throws RedmineFailure when Redmine or the other replica gives no answer.
 */
export async function renewOnce(
  context: RenewalContext,
  grant: Grant,
  patienceMs = usualPatienceMs,
): Promise<Grant | undefined> {
  const { store, grants, now } = context;
  const stored = () => grants.read(grant.id, grant.dataKey);

  const renewal = async () => {
    const current = await stored();
    return current && current.n === grant.n ? renewNow(context, current) : current;
  };
  const checkDone = async () => {
    const current = await stored();
    return current && current.n === grant.n ? undefined : { result: current };
  };

  const renewed = await withLock(store, grant.id, renewal, { patienceMs, checkDone, queue: context.queue, now });
  if (renewed === "busy") throw new RedmineFailure({ reason: "unavailable", because: "busy", sent: "nothing" });
  return renewed;
}

async function renewNow({ grants, signIn }: RenewalContext, grant: Grant): Promise<Grant | undefined> {
  const upstreamTokens = await signIn.renew(grant.upstreamTokens, grant.user);

  if (!upstreamTokens) {
    // A process that was suspended past its lease uses a token that another has replaced: the grant is not over
    const current = await grants.read(grant.id, grant.dataKey);
    if (current && current.n !== grant.n) return current;
    await grants.end(grant.id);
    return undefined;
  }

  // Saved before its first use: that use ends the old pair at Redmine, and a crash in between must not lose both
  const saved = await grants.update(grant, upstreamTokens);
  if (saved) return saved;
  await signIn.revoke(upstreamTokens).catch(() => undefined);
  return undefined;
}

import type { Authentication, Credentials } from "../../redmine/credentials.ts";
import { RedmineFailure } from "../../redmine/failure.ts";
import { Secret } from "../../secret.ts";
import { StoreUnavailable } from "../../store/store.ts";
import type { UpstreamTokens } from "../records.ts";
import type { Grant } from "./grants.ts";
import { type RenewalContext, renewOnce } from "./renew.ts";

const renewBeforeMs = 5 * 60_000;
const shortPatienceMs = 1_000; // with somebody else who renews, while what we hold still works

/** A grant as the Redmine client needs it. The grant moves on when it is renewed. `isOver`: it was found to have ended. */
export function credentialsOf(
  context: RenewalContext,
  grant: Grant,
): { credentials: Credentials; isOver: () => boolean } {
  let latest = grant;
  let isOver = false;

  async function renewed(from: Grant, patienceMs?: number): Promise<Grant> {
    const next = await renewOnce(context, from, patienceMs);
    if (!next) {
      isOver = true;
      throw new RedmineFailure({ reason: "signed_out", because: "refused" });
    }
    latest = next;
    return next;
  }

  async function current(): Promise<Authentication> {
    const left = timeLeft(latest.upstreamTokens, context.now());
    if (left > renewBeforeMs) return authenticationOf(latest.upstreamTokens);

    try {
      return authenticationOf((await renewed(latest, left > 0 ? shortPatienceMs : undefined)).upstreamTokens);
    } catch (error) {
      // nobody can renew just now, but what we hold still works
      if (left > 0 && isOutage(error)) return authenticationOf(latest.upstreamTokens);
      throw error;
    }
  }

  async function renew(refused: Authentication): Promise<Authentication | undefined> {
    if (latest.upstreamTokens.kind === "api-key") {
      // a proxy can say 401 too: only Redmine's own word on the key ends the grant
      const stillKnown = await context.signIn.finish({ apiKey: latest.upstreamTokens.key });
      if (stillKnown) return refused;
      await context.grants.end(latest.id);
      isOver = true;
      return undefined;
    }

    const stored = await context.grants.read(latest.id, latest.dataKey);
    if (!stored) {
      isOver = true;
      return undefined;
    }
    latest = stored;
    const movedOn = authenticationOf(stored.upstreamTokens).secret.reveal() !== refused.secret.reveal();
    return authenticationOf(movedOn ? stored.upstreamTokens : (await renewed(stored)).upstreamTokens);
  }

  const credentials: Credentials = {
    key: grant.id,
    userId: grant.user,
    scopes: grant.upstreamTokens.kind === "oauth" ? new Set(grant.upstreamTokens.scopes) : undefined,
    current: () => current().catch(asRedmineFailure),
    renew: (refused) => renew(refused).catch(asRedmineFailure),
    end: async () => {
      await context.grants.end(latest.id);
      isOver = true;
    },
  };
  return { credentials, isOver: () => isOver };
}

/** The Redmine client knows no store; for its callers both are an outage in which nothing was sent. */
function asRedmineFailure(error: unknown): never {
  if (!(error instanceof StoreUnavailable)) throw error;
  throw new RedmineFailure({ reason: "unavailable", because: "sign_in_store", sent: "nothing" }, error);
}

function timeLeft(upstreamTokens: UpstreamTokens, now: number): number {
  return upstreamTokens.kind === "oauth" ? upstreamTokens.expires - now : Number.POSITIVE_INFINITY;
}

function authenticationOf(upstreamTokens: UpstreamTokens): Authentication {
  return upstreamTokens.kind === "oauth"
    ? { kind: "bearer", secret: new Secret(upstreamTokens.access) }
    : { kind: "api-key", secret: new Secret(upstreamTokens.key) };
}

function isOutage(error: unknown): boolean {
  return (
    error instanceof StoreUnavailable || (error instanceof RedmineFailure && error.failure.reason !== "signed_out")
  );
}

import type { RefreshPace } from "../../rate-limits.ts";
import type { Store } from "../../store/store.ts";
import type { EndGrant, Grants } from "../grants/grants.ts";
import type { Tokens } from "../grants/tokens.ts";
import { type Held, lifetime, spentRefresh } from "../records.ts";
import { narrowed, type Scope } from "../scopes.ts";
import { idOf, isToken, seal, unseal } from "../seal.ts";
import { badGrant, granted, type TokenReply } from "./token-reply.ts";

interface Parts {
  store: Store;
  grants: Grants;
  tokens: Tokens;
  endGrant: EndGrant;
  now: () => number;
  /** What Redmine granted covers the tools that are enabled today. */
  covers: (held: Held, scope: readonly Scope[]) => boolean;
  pace: RefreshPace;
}

export interface RefreshRequest {
  refresh: string;
  client: string;
  scope: string | undefined;
}

/** OAuth 2.1 §4.3. Rotates; asked again within the grace it gives the same pair, later it ends the grant (§4.3.1). */
export async function refresh(parts: Parts, given: RefreshRequest): Promise<TokenReply> {
  const { store, grants, tokens, now } = parts;
  if (!isToken("refresh", given.refresh)) return badGrant("not_a_refresh_token");
  const again = await answerSpent(parts, given);
  if (again) return again;
  const record = await tokens.read("refresh", given.refresh);
  // another request may have finished between the two looks
  if (!record) return (await answerSpent(parts, given)) ?? badGrant("unknown_refresh_token");

  if (record.client !== given.client) return badGrant("refresh_of_another_client");
  const scope = narrowed(record.scope, given.scope);
  if (!scope) return { error: "invalid_scope", description: "More than was granted", reason: "wider_scope" };
  const grant = await grants.read(record.grant, Buffer.from(record.dataKey, "base64"));
  if (!grant) return badGrant("grant_ended");
  if (!parts.covers(grant.held, record.scope)) return badGrant("redmine_scopes_short");
  if (parts.pace.isTooFast(grant.id)) return tooOften;

  const id = idOf(given.refresh);
  const { resource, client, dataKey } = record;
  const { pair, expires } = await tokens.issue({ grant, resource, scope, refreshScope: record.scope, now: now() });
  const spent = seal(given.refresh, `spent:${id}`, { grant: grant.id, dataKey, client, pair, expires });
  // The grace is a record of its own, so that the store's clock ends it. It is there before the mark it belongs to:
  // in between, a request on another replica would take the mark for a theft.
  await store.set("again", id, "1", lifetime.refreshGrace);

  if (!(await store.add("spent", id, spent, lifetime.refresh))) {
    await Promise.all([tokens.drop("access", pair.access), tokens.drop("refresh", pair.refresh)]);
    return (await answerSpent(parts, given)) ?? badGrant("unknown_refresh_token");
  }

  parts.pace.rotated(grant.id);
  // in this order: while the old record is there, the mark that it is spent must outlive it
  await tokens.drop("refresh", given.refresh);
  await store.replace("spent", id, spent, lifetime.spentRefresh);
  return granted(pair, expires - now());
}

async function answerSpent(parts: Parts, given: RefreshRequest): Promise<TokenReply | undefined> {
  const { store, grants, endGrant, now } = parts;
  const id = idOf(given.refresh);
  const text = await store.get("spent", id);
  if (text === undefined) return undefined;
  const spent = unseal(given.refresh, `spent:${id}`, text, spentRefresh);
  if (!spent) return badGrant("spent_record_unreadable");
  if (spent.client !== given.client) return badGrant("refresh_of_another_client");

  if ((await store.get("again", id)) === undefined) {
    await endGrant(spent);
    return badGrant("refresh_reused");
  }
  const grant = await grants.read(spent.grant, Buffer.from(spent.dataKey, "base64"));
  return grant ? granted(spent.pair, spent.expires - now()) : badGrant("grant_ended");
}

const tooOften: TokenReply = {
  error: "temporarily_unavailable",
  description: "This connection refreshes too often: use the token you have",
  reason: "refreshes_too_often",
};

import type { Store } from "../../store/store.ts";
import type { Grants } from "../grants/grants.ts";
import { idOf, isToken, seal, unseal } from "../grants/seal.ts";
import type { Tokens } from "../grants/tokens.ts";
import { type Held, lifetime, spentRefresh } from "../records.ts";
import { narrowed, type Scope } from "./scopes.ts";
import { badGrant, granted, type TokenReply } from "./token-reply.ts";

interface Parts {
  store: Store;
  grants: Grants;
  tokens: Tokens;
  now: () => number;
  /** What Redmine granted covers the tools that are enabled today. */
  covers: (held: Held, scope: readonly Scope[]) => boolean;
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

  const pair = await tokens.issue({ grant, resource: record.resource, scope, refreshScope: record.scope, now: now() });
  const id = idOf(given.refresh);
  const spent = seal(given.refresh, `spent:${id}`, { at: now(), grant: grant.id, client: grant.client, pair });

  if (!(await store.add("spent", id, spent, lifetime.refresh))) {
    await Promise.all([tokens.drop("access", pair.access), tokens.drop("refresh", pair.refresh)]);
    return (await answerSpent(parts, given)) ?? badGrant("unknown_refresh_token");
  }

  // in this order: while the old record is there, the mark that it is spent must outlive it
  await tokens.drop("refresh", given.refresh);
  await store.replace("spent", id, spent, lifetime.spentRefresh);
  return granted(pair);
}

async function answerSpent({ store, grants, now }: Parts, given: RefreshRequest): Promise<TokenReply | undefined> {
  const id = idOf(given.refresh);
  const text = await store.get("spent", id);
  if (text === undefined) return undefined;
  const spent = unseal(given.refresh, `spent:${id}`, text, spentRefresh);
  if (!spent) return badGrant("spent_record_unreadable");
  if (spent.client !== given.client) return badGrant("refresh_of_another_client");

  if (now() - spent.at > lifetime.refreshGrace) {
    await grants.end(spent.grant);
    return badGrant("refresh_reused");
  }
  return granted(spent.pair);
}

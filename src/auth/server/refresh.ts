import { lifetime, spentRefresh } from "../records.ts";
import { narrowScope } from "../scopes.ts";
import { idOf, isToken, seal, unseal } from "../seal.ts";
import { badGrant, granted, type TokenContext, type TokenReply } from "./token-reply.ts";

export interface RefreshRequest {
  refresh: string;
  client: string;
  scope: string | undefined;
}

/** OAuth 2.1 §4.3. Rotates; asked again within the grace it gives the same pair, later it ends the grant (§4.3.1). */
export async function refresh(context: TokenContext, request: RefreshRequest): Promise<TokenReply> {
  const { store, grants, tokens, now } = context;
  if (!isToken("refresh", request.refresh)) return badGrant("not_a_refresh_token");
  const repeated = await answerSpent(context, request);
  if (repeated) return repeated;
  const record = await tokens.read("refresh", request.refresh);
  // another request may have finished between the two looks
  if (!record) return (await answerSpent(context, request)) ?? badGrant("unknown_refresh_token");

  if (record.client !== request.client) return badGrant("refresh_of_another_client");
  const scope = narrowScope(record.scope, request.scope);
  if (!scope) return { error: "invalid_scope", description: "More than was granted", reason: "wider_scope" };
  const grant = await grants.read(record.grant, Buffer.from(record.dataKey, "base64"));
  if (!grant) return badGrant("grant_ended");
  if (!context.covers(grant.upstreamTokens, record.scope)) return badGrant("redmine_scopes_short");
  if (context.pace.isTooFast(grant.id)) return tooOften;

  const id = idOf(request.refresh);
  const { resource, client, dataKey } = record;
  const { pair, expires } = await tokens.issue({ grant, resource, scope, refreshScope: record.scope, now: now() });
  const spent = seal(request.refresh, `spent:${id}`, { grant: grant.id, dataKey, client, pair, expires });
  // The grace is a record of its own, so that the store's clock ends it. It is there before the mark it belongs to:
  // in between, a request on another replica would take the mark for a theft.
  await store.set("again", id, "1", lifetime.refreshGrace);

  if (!(await store.add("spent", id, spent, lifetime.refresh))) {
    await Promise.all([tokens.drop("access", pair.access), tokens.drop("refresh", pair.refresh)]);
    return (await answerSpent(context, request)) ?? badGrant("unknown_refresh_token");
  }

  context.pace.rotated(grant.id);
  // in this order: while the old record is there, the mark that it is spent must outlive it
  await tokens.drop("refresh", request.refresh);
  await store.replace("spent", id, spent, lifetime.spentRefresh);
  return granted(pair, expires - now());
}

async function answerSpent(context: TokenContext, request: RefreshRequest): Promise<TokenReply | undefined> {
  const { store, grants, endGrant, now } = context;
  const id = idOf(request.refresh);
  const text = await store.get("spent", id);
  if (text === undefined) return undefined;
  const spent = unseal(request.refresh, `spent:${id}`, text, spentRefresh);
  if (!spent) return badGrant("spent_record_unreadable");
  if (spent.client !== request.client) return badGrant("refresh_of_another_client");

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

import type { Store } from "../../store/store.ts";
import type { Grant } from "../grants/grants.ts";
import { type AuthorizationRequest, type CodeRecord, code as codeRecord, lifetime } from "../records.ts";
import { idOf, isToken, newToken, seal, unseal } from "../seal.ts";
import { verifierMatches } from "./authorize.ts";
import { badGrant, granted, type TokenContext, type TokenReply } from "./token-reply.ts";

export interface Redemption {
  code: string;
  client: string;
  redirect: string | undefined;
  verifier: string;
}

/** A code for this grant and request: works once, for a minute (OAuth 2.1 §4.1.2). Throws StoreUnavailable. */
export async function issueCode(store: Store, grant: Grant, request: AuthorizationRequest): Promise<string> {
  const code = newToken("code");
  await store.set("code", idOf(code), sealed("code", code, grant, request), lifetime.code);
  return code;
}

/** OAuth 2.1 §4.1.3. What does not belong to the code is refused before it is spent; a second use ends the grant. */
export async function redeem(context: TokenContext, redemption: Redemption): Promise<TokenReply> {
  const { store, grants, tokens, endGrant, now } = context;
  if (!isToken("code", redemption.code)) return badGrant("not_a_code");
  const spent = await read(store, "spent", redemption.code);
  const record = spent ?? (await read(store, "code", redemption.code));
  if (!record) return badGrant("unknown_code");

  const { request, dataKey } = record;
  if (request.client !== redemption.client) return badGrant("code_of_another_client");
  // OAuth 2.1 drops redirect_uri here; who still sends it must send the same, port and all (RFC 6749 §4.1.3)
  if (redemption.redirect !== undefined && redemption.redirect !== request.redirect) return badGrant("other_redirect");
  if (!verifierMatches(redemption.verifier, request.challenge)) return badGrant("wrong_verifier");
  // RFC 9700 §4.5: who brings code and verifier a second time has stolen them, or was stolen from
  const replayed = async () => {
    await endGrant(record);
    return badGrant("code_replayed");
  };
  if (spent) return replayed();

  const grant = await grants.read(record.grant, Buffer.from(dataKey, "base64"));
  if (!grant) return badGrant("grant_ended");
  const { scope, resource } = request;
  // the tokens are there before the code is spent: a crash in between leaves a code that still works once
  const { pair, expires } = await tokens.issue({ grant, resource, scope, refreshScope: scope, now: now() });
  const withdraw = () => Promise.all([tokens.drop("access", pair.access), tokens.drop("refresh", pair.refresh)]);
  if (!(await grants.keep(grant))) {
    await withdraw();
    return badGrant("grant_ended");
  }
  const mark = sealed("spent", redemption.code, grant, request);
  if (await store.add("spent", idOf(redemption.code), mark, lifetime.spentCode)) return granted(pair, expires - now());
  await withdraw();
  return replayed();
}

type Namespace = "code" | "spent";

function sealed(namespace: Namespace, code: string, grant: Grant, request: AuthorizationRequest): string {
  const record: CodeRecord = { request, grant: grant.id, dataKey: grant.dataKey.toString("base64") };
  return seal(code, `${namespace}:${idOf(code)}`, record);
}

async function read(store: Store, namespace: Namespace, code: string): Promise<CodeRecord | undefined> {
  const id = idOf(code);
  const text = await store.get(namespace, id);
  return text === undefined ? undefined : unseal(code, `${namespace}:${id}`, text, codeRecord);
}

import type { Store } from "../../store/store.ts";
import type { Grant, Grants } from "../grants/grants.ts";
import { jsonOf } from "../grants/grants.ts";
import { idOf, isToken, newToken, seal, unseal } from "../grants/seal.ts";
import type { Tokens } from "../grants/tokens.ts";
import { type AuthorizationRequest, code as codeRecord, lifetime, spentCode } from "../records.ts";
import { fits } from "./pkce.ts";
import { sameRedirect } from "./redirects.ts";
import { badGrant, granted, type TokenReply } from "./token-reply.ts";

interface Parts {
  store: Store;
  grants: Grants;
  tokens: Tokens;
  now: () => number;
}

export interface Redemption {
  code: string;
  client: string;
  redirect: string | undefined;
  verifier: string;
}

export async function issueCode({ store, now }: Parts, grant: Grant, request: AuthorizationRequest): Promise<string> {
  const code = newToken("code");
  const id = idOf(code);
  const dataKey = grant.dataKey.toString("base64");
  const box = seal(code, `code:${id}`, { request, grant: grant.id, dataKey, until: now() + lifetime.code });
  await store.set("code", id, box, lifetime.codeRecord);
  return code;
}

/** OAuth 2.1 §4.1.3. What does not belong to the code is refused before it is spent; a second use ends the grant. */
export async function redeem(parts: Parts, given: Redemption): Promise<TokenReply> {
  const { store, grants, tokens, now } = parts;
  if (!isToken("code", given.code)) return badGrant("not_a_code");
  const id = idOf(given.code);
  const text = await store.get("code", id);
  const record = text === undefined ? undefined : unseal(given.code, `code:${id}`, text, codeRecord);
  if (!record) return endReplayed(parts, id);

  const { request } = record;
  if (request.client !== given.client) return badGrant("code_of_another_client");
  // OAuth 2.1 drops redirect_uri here; who still sends it must send the same
  if (given.redirect !== undefined && !sameRedirect(request.redirect, given.redirect))
    return badGrant("other_redirect");
  if (!fits(given.verifier, request.challenge)) return badGrant("wrong_verifier");
  if ((await store.get("spent", id)) !== undefined) return endReplayed(parts, id);
  if (record.until <= now()) return badGrant("code_expired");

  const grant = await grants.read(record.grant, Buffer.from(record.dataKey, "base64"));
  if (!grant) return badGrant("grant_ended");
  const { scope, resource } = request;
  // the tokens are there before the code is spent: a crash in between leaves a code that still works once
  const pair = await tokens.issue({ grant, resource, scope, refreshScope: scope, now: now() });
  if (!(await grants.keep(grant))) return badGrant("grant_ended");
  const first = await store.add("spent", id, JSON.stringify({ grant: grant.id }), lifetime.codeRecord);
  if (!first) return endReplayed(parts, id);
  return granted(pair);
}

/** RFC 9700 §4.5: a code that comes twice was stolen, and nobody knows by whom. */
async function endReplayed({ store, grants }: Parts, id: string): Promise<TokenReply> {
  const text = await store.get("spent", id);
  const spent = text === undefined ? undefined : spentCode.safeParse(jsonOf(text)).data;
  if (!spent) return badGrant("unknown_code");
  await grants.end(spent.grant);
  return badGrant("code_replayed");
}

import type { Store } from "../../store/store.ts";
import { isKnownForm } from "../clients.ts";
import type { GrantKey } from "../grants/grants.ts";
import { isOurResource } from "../metadata.ts";
import { spentRefresh } from "../records.ts";
import { idOf, isToken, unseal } from "../seal.ts";
import { redeem } from "./codes.ts";
import { refresh } from "./refresh.ts";
import type { TokenContext, TokenReply } from "./token-reply.ts";

/** OAuth 2.1 §3.2: one grant type, one client, every parameter at most once. */
export async function tokenEndpoint(
  context: TokenContext,
  form: URLSearchParams,
  basicClient: string | undefined,
): Promise<TokenReply> {
  if (hasRepeated(form)) return bad("invalid_request", "A parameter is repeated");
  const client = form.get("client_id") ?? basicClient;
  if (client === null || client === undefined) return bad("invalid_request", "client_id is missing");
  // RFC 6749 §2.3: one way to say who the client is
  if (basicClient !== undefined && basicClient !== client) return bad("invalid_request", "Two clients are named");
  if (!isKnownForm(client)) {
    return bad("invalid_client", "This server does not know the client: register again");
  }
  if (!form.getAll("resource").every((resource) => isOurResource(context.baseUrl, resource))) {
    return bad("invalid_target", "This server gives no access to that resource");
  }

  switch (form.get("grant_type")) {
    case "authorization_code": {
      const code = form.get("code");
      const verifier = form.get("code_verifier");
      if (code === null) return bad("invalid_request", "code is missing");
      if (verifier === null) return bad("invalid_request", "code_verifier is missing");
      return redeem(context, { code, client, verifier, redirect: form.get("redirect_uri") ?? undefined });
    }
    case "refresh_token": {
      const token = form.get("refresh_token");
      if (token === null) return bad("invalid_request", "refresh_token is missing");
      return refresh(context, { refresh: token, client, scope: form.get("scope") ?? undefined });
    }
    case null:
      return bad("invalid_request", "grant_type is missing");
    default:
      return bad("unsupported_grant_type", "Only authorization_code and refresh_token");
  }
}

/** RFC 6749 §3.2; `resource` may be repeated (RFC 8707 §2). One pass: a form has room for ten thousand names. */
function hasRepeated(form: URLSearchParams): boolean {
  const seen = new Set<string>();
  for (const name of form.keys()) {
    if (seen.has(name) && name !== "resource") return true;
    seen.add(name);
  }
  return false;
}

function bad(
  error: "invalid_request" | "invalid_client" | "invalid_target" | "unsupported_grant_type",
  description: string,
): TokenReply {
  return { error, description, reason: error };
}

/** RFC 7009: ends the whole grant, at Redmine too. A token we do not know, or of another client, changes nothing. */
export async function revoke(
  context: Pick<TokenContext, "store" | "tokens" | "endGrant">,
  token: string,
  client: string,
): Promise<"revoked" | "unknown"> {
  const kind = isToken("refresh", token) ? "refresh" : "access";
  const record = (await context.tokens.read(kind, token)) ?? (await spentBy(context.store, token));
  if (record?.client !== client) return "unknown";

  await context.endGrant(record);
  return "revoked";
}

/** A rotated token still names its grant, so revoking it revokes the connection. */
async function spentBy(store: Store, token: string): Promise<(GrantKey & { client: string }) | undefined> {
  if (!isToken("refresh", token)) return undefined;
  const id = idOf(token);
  const text = await store.get("spent", id);
  return text === undefined ? undefined : unseal(token, `spent:${id}`, text, spentRefresh);
}

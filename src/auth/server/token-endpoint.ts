import type { Store } from "../../store/store.ts";
import type { EndGrant } from "../grants/end.ts";
import type { Grants } from "../grants/grants.ts";
import type { RefreshPace } from "../grants/pace.ts";
import type { Tokens } from "../grants/tokens.ts";
import type { Held } from "../records.ts";
import { isKnownForm } from "./clients.ts";
import { redeem } from "./codes.ts";
import { isOurResource } from "./metadata.ts";
import { refresh } from "./refresh.ts";
import type { Scope } from "./scopes.ts";
import type { TokenReply } from "./token-reply.ts";

export interface TokenParts {
  store: Store;
  grants: Grants;
  tokens: Tokens;
  endGrant: EndGrant;
  baseUrl: string;
  now: () => number;
  covers: (held: Held, scope: readonly Scope[]) => boolean;
  pace: RefreshPace;
}

/** OAuth 2.1 §3.2: one grant type, one client, every parameter at most once. */
export async function tokenEndpoint(
  parts: TokenParts,
  form: URLSearchParams,
  basicClient: string | undefined,
): Promise<TokenReply> {
  const repeated = [...new Set(form.keys())].find((name) => name !== "resource" && form.getAll(name).length > 1);
  if (repeated !== undefined) return bad("invalid_request", "A parameter is repeated");
  const client = form.get("client_id") ?? basicClient;
  if (client === null || client === undefined) return bad("invalid_request", "client_id is missing");
  if (!isKnownForm(client) || (basicClient !== undefined && basicClient !== client)) {
    return bad("invalid_client", "This server does not know the client: register again");
  }
  if (!form.getAll("resource").every((resource) => isOurResource(parts.baseUrl, resource))) {
    return bad("invalid_target", "This server gives no access to that resource");
  }

  switch (form.get("grant_type")) {
    case "authorization_code": {
      const code = form.get("code");
      const verifier = form.get("code_verifier");
      if (code === null) return bad("invalid_request", "code is missing");
      if (verifier === null) return bad("invalid_request", "code_verifier is missing");
      return redeem(parts, { code, client, verifier, redirect: form.get("redirect_uri") ?? undefined });
    }
    case "refresh_token": {
      const token = form.get("refresh_token");
      if (token === null) return bad("invalid_request", "refresh_token is missing");
      return refresh(parts, { refresh: token, client, scope: form.get("scope") ?? undefined });
    }
    case null:
      return bad("invalid_request", "grant_type is missing");
    default:
      return bad("unsupported_grant_type", "Only authorization_code and refresh_token");
  }
}

function bad(
  error: "invalid_request" | "invalid_client" | "invalid_target" | "unsupported_grant_type",
  description: string,
): TokenReply {
  return { error, description, reason: error };
}

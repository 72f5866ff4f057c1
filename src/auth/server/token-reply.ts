import type { RefreshPace } from "../../rate-limits.ts";
import type { Store } from "../../store/store.ts";
import type { EndGrant, Grants } from "../grants/grants.ts";
import type { Tokens } from "../grants/tokens.ts";
import type { Pair, UpstreamTokens } from "../records.ts";
import type { Scope } from "../scopes.ts";

/** What the token endpoint works with. */
export interface TokenContext {
  store: Store;
  grants: Grants;
  tokens: Tokens;
  endGrant: EndGrant;
  baseUrl: string;
  now: () => number;
  /** What Redmine granted covers the tools that are enabled today. */
  covers: (upstreamTokens: UpstreamTokens, scope: readonly Scope[]) => boolean;
  pace: RefreshPace;
}

/** RFC 6749 §5.2 with RFC 8707 §2. */
export type TokenError =
  | "invalid_request"
  | "invalid_client"
  | "invalid_grant"
  | "unsupported_grant_type"
  | "invalid_scope"
  | "invalid_target"
  /** Not in RFC 6749 for this endpoint; goes with HTTP 429. */
  | "temporarily_unavailable";

/** What the token endpoint answers. `reason` is for our log; the wire says only what the standard names. */
export type TokenReply =
  | { ok: { access_token: string; token_type: "Bearer"; expires_in: number; refresh_token: string; scope: string } }
  | { error: TokenError; description: string; reason: string };

/** The token endpoint's success (RFC 6749 §5.1). `leftMs`: how long the access token is valid. */
export function granted(pair: Pair, leftMs: number): TokenReply {
  return {
    ok: {
      access_token: pair.access,
      token_type: "Bearer",
      expires_in: Math.max(Math.floor(leftMs / 1000), 1),
      refresh_token: pair.refresh,
      scope: pair.scope.join(" "),
    },
  };
}

/** `invalid_grant` (RFC 6749 §5.2). `reason` goes to the log only. */
export function badGrant(reason: string): TokenReply {
  return { error: "invalid_grant", description: "The grant is not valid: sign in again", reason };
}

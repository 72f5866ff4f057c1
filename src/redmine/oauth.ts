import { z } from "zod";
import { Secret } from "../secret.ts";
import { RedmineFailure } from "./failure.ts";
import { path } from "./path.ts";
import type { Answer, Send } from "./send.ts";

/** One answer of Redmine's token endpoint. Each refresh gives a new pair; the first use of the new kills the old. */
export interface TokenPair {
  access: Secret;
  refresh: Secret;
  /** Lifetime in seconds. */
  expiresIn: number;
  scopes: readonly string[];
}

/** `null`: Redmine says invalid_grant, the one answer that means this token is over. */
export interface RedmineOAuth {
  exchange(input: { code: string; verifier: string; redirectUri: string }): Promise<TokenPair | null>;
  refresh(refresh: Secret): Promise<TokenPair | null>;
  /** Ends access and refresh token both. */
  revoke(token: Secret): Promise<void>;
}

const timeoutMs = 10_000; // below the lease of the lock that renewals hold (auth/records.ts)
const revokeTimeoutMs = 3_000;

const pair = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number().positive(),
  scope: z.string().default(""),
});
const refusal = z.object({ error: z.string() });

/** Calls of the OAuth application itself. Throws RedmineFailure when there is no clear answer. */
export function createRedmineOAuth(send: Send, client: { id: string; secret: Secret }): RedmineOAuth {
  // RFC 6749 §2.3.1: form-encoded before Basic
  const basic = () => ({ user: encodeURIComponent(client.id), password: encodeURIComponent(client.secret.reveal()) });

  async function token(form: Record<string, string>): Promise<TokenPair | null> {
    const answer = await send({ method: "POST", path: path`oauth/token`, form, basic: basic(), timeoutMs });
    const json = jsonOf(answer);

    if (answer.status === 200) {
      const parsed = pair.safeParse(json);
      if (!parsed.success) throw new RedmineFailure({ reason: "not_redmine", because: "shape", detail: "oauth/token" });
      const { access_token, refresh_token, expires_in, scope } = parsed.data;
      const scopes = scope.split(" ").filter(Boolean);
      return { access: new Secret(access_token), refresh: new Secret(refresh_token), expiresIn: expires_in, scopes };
    }

    const error = refusal.safeParse(json).data?.error;
    if (answer.status === 400 && error === "invalid_grant") return null;
    if (error === "invalid_client" || error === "unauthorized_client") {
      throw new RedmineFailure({ reason: "application_refused" });
    }
    if (answer.status >= 500 || answer.status === 429) {
      throw new RedmineFailure({ reason: "unavailable", because: "server_error", sent: "write" });
    }
    throw new RedmineFailure({
      reason: "not_redmine",
      because: "not_json",
      detail: `oauth/token HTTP ${answer.status}`,
    });
  }

  return {
    exchange: ({ code, verifier, redirectUri }) =>
      token({ grant_type: "authorization_code", code, code_verifier: verifier, redirect_uri: redirectUri }),
    refresh: (refresh) => token({ grant_type: "refresh_token", refresh_token: refresh.reveal() }),
    revoke: async (revoked) => {
      const answer = await send({
        method: "POST",
        path: path`oauth/revoke`,
        form: { token: revoked.reveal() },
        basic: basic(),
        timeoutMs: revokeTimeoutMs,
      });
      if (answer.status === 403) throw new RedmineFailure({ reason: "application_refused" });
      if (answer.status !== 200)
        throw new RedmineFailure({ reason: "unavailable", because: "server_error", sent: "write" });
    },
  };
}

function jsonOf({ body }: Answer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

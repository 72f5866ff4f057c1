import { z } from "zod";
import { jsonIn } from "../json.ts";
import { Secret } from "../secret.ts";
import { RedmineFailure } from "./failure.ts";
import { path } from "./path.ts";
import { type Answer, moreOf, type Send } from "./send.ts";

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
  refresh(refresh: Secret, person: number): Promise<TokenPair | null>;
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

  async function token(form: Record<string, string>, more: { person?: number } = {}): Promise<TokenPair | null> {
    const answer = await send({
      method: "POST",
      path: path`oauth/token`,
      form,
      basic: basic(),
      timeoutMs,
      isForSignIn: true,
      ...more,
    });
    if (answer.stranger) throw unclear(answer, "oauth/token");
    const json = jsonIn(answer.body);

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
    throw unclear(answer, "oauth/token");
  }

  return {
    exchange: ({ code, verifier, redirectUri }) =>
      token({ grant_type: "authorization_code", code, code_verifier: verifier, redirect_uri: redirectUri }),
    refresh: (refresh, person) => token({ grant_type: "refresh_token", refresh_token: refresh.reveal() }, { person }),
    revoke: async (revoked) => {
      const answer = await send({
        method: "POST",
        path: path`oauth/revoke`,
        form: { token: revoked.reveal() },
        basic: basic(),
        timeoutMs: revokeTimeoutMs,
      });
      if (answer.stranger) throw unclear(answer, "oauth/revoke");
      if (answer.status === 403) throw new RedmineFailure({ reason: "application_refused" });
      if (answer.status !== 200) throw new RedmineFailure({ ...failing, ...moreOf(answer) });
    },
  };
}

const failing = { reason: "unavailable", because: "server_error", sent: "write" } as const;

/** Neither tokens nor a refusal of Redmine's: the sign-in may be good. */
function unclear(answer: Answer, at: string): RedmineFailure {
  const { status, stranger } = answer;
  if (status >= 500 || status === 429) return new RedmineFailure({ ...failing, ...moreOf(answer) });
  return new RedmineFailure({
    reason: "not_redmine",
    because: status >= 300 && status < 400 ? "redirect" : "not_json",
    detail: `${at} HTTP ${status}`,
    ...(stranger && { by: stranger }),
  });
}

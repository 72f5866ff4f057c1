import type { RedmineOAuth, TokenPair } from "../../redmine/oauth.ts";
import type { Send } from "../../redmine/send.ts";
import { Secret } from "../../secret.ts";
import type { UpstreamTokens } from "../records.ts";
import type { SignIn } from "../sign-in.ts";
import { identify, isAdministrator } from "./identify.ts";

/** Signs in through Redmine's own OAuth provider (Redmine 6.1 and later). */
export function redmineOAuthSignIn(deps: {
  oauth: RedmineOAuth;
  send: Send;
  clientId: string;
  /** Base URL a browser uses. */
  redminePublicUrl: string;
  redirectUri: string;
  now: () => number;
}): SignIn {
  const { oauth, send, clientId, redminePublicUrl, redirectUri, now } = deps;

  return {
    kind: "oauth",
    redminePage: `${redminePublicUrl}/oauth/authorized_applications`,
    begin: ({ state, challenge, scopes }) => {
      const url = new URL(`${redminePublicUrl}/oauth/authorize`);
      url.search = new URLSearchParams({
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: "code",
        scope: scopes.join(" "),
        state,
        code_challenge: challenge,
        code_challenge_method: "S256",
      }).toString();
      return url.href;
    },
    finish: async (input) => {
      if (!("code" in input)) return undefined;
      const pair = await oauth.exchange({ ...input, redirectUri });
      if (!pair) return undefined;

      try {
        // A Doorkeeper token without scopes has all of the user's rights: more than anybody agreed to
        const identity =
          pair.scopes.length > 0 ? await identify(send, { kind: "bearer", secret: pair.access }) : undefined;
        if (identity) return { ...identity, upstreamTokens: heldOf(pair, now()) };
      } catch (error) {
        await oauth.revoke(pair.access).catch(() => undefined);
        throw error;
      }
      await oauth.revoke(pair.access).catch(() => undefined);
      return undefined;
    },
    renew: async (upstreamTokens, user) => {
      if (upstreamTokens.kind !== "oauth") return undefined;
      const pair = await oauth.refresh(new Secret(upstreamTokens.refresh), user);
      return pair ? heldOf(pair, now()) : undefined;
    },
    revoke: async (upstreamTokens) => {
      if (upstreamTokens.kind === "oauth") await oauth.revoke(new Secret(upstreamTokens.access));
    },
    isAdministrator: async ({ upstreamTokens, user }) =>
      upstreamTokens.kind === "oauth" &&
      isAdministrator(send, { kind: "bearer", secret: new Secret(upstreamTokens.access) }, user),
  };
}

function heldOf(pair: TokenPair, now: number): UpstreamTokens {
  return {
    kind: "oauth",
    access: pair.access.reveal(),
    refresh: pair.refresh.reveal(),
    expires: now + pair.expiresIn * 1000,
    scopes: [...pair.scopes],
  };
}

import type { Send } from "../../redmine/send.ts";
import { Secret } from "../../secret.ts";
import type { SignIn } from "../sign-in.ts";
import { identify, isAdministrator } from "./identify.ts";

const keyShape = /^[A-Za-z0-9]{20,100}$/; // Redmine makes 40 hex digits; what goes into a header is never a free text

/** For Redmine without OAuth: the consent page asks for the user's API key. Keys do not expire and are not ours to revoke. */
export function apiKeySignIn({ send, redminePublicUrl }: { send: Send; redminePublicUrl: string }): SignIn {
  return {
    kind: "api-key",
    redminePage: `${redminePublicUrl}/my/account`,
    begin: () => undefined,
    finish: async (input) => {
      if (!("apiKey" in input) || !keyShape.test(input.apiKey)) return undefined;
      const identity = await identify(send, { kind: "api-key", secret: new Secret(input.apiKey) });
      return identity && { ...identity, upstreamTokens: { kind: "api-key", key: input.apiKey } };
    },
    renew: async () => undefined,
    revoke: async () => undefined,
    isAdministrator: async ({ upstreamTokens, user }) =>
      upstreamTokens.kind === "api-key" &&
      isAdministrator(send, { kind: "api-key", secret: new Secret(upstreamTokens.key) }, user),
  };
}

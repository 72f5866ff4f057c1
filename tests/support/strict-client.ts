import * as oauth from "oauth4webapi";
import { Browser } from "./browser.ts";
import type { Login } from "./mcp-client.ts";
import { signInAtRedmine } from "./sign-in-at-redmine.ts";

const redirectUri = "http://127.0.0.1:43211/callback";
const insecure = { [oauth.allowInsecureRequests]: true }; // loopback

/** A client on the strictest OAuth library there is, which checks issuer, iss, state, PKCE and every document. */
export async function strictSignIn(mcpUrl: string, person: Login) {
  const resource = new URL(mcpUrl);
  const unauthorized = await fetch(mcpUrl, {
    method: "POST",
    body: "{}",
    headers: { "content-type": "application/json" },
  });
  const challenge = unauthorized.headers.get("www-authenticate") ?? "";
  const metadataUrl = /resource_metadata="([^"]+)"/.exec(challenge)?.[1] ?? "";
  const scope = /scope="([^"]+)"/.exec(challenge)?.[1] ?? "";

  const resourceServer = await oauth.processResourceDiscoveryResponse(
    resource,
    await oauth.resourceDiscoveryRequest(resource, insecure),
  );
  const issuer = new URL(resourceServer.authorization_servers?.[0] ?? "");
  const server = await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...insecure }),
  );
  const client = await oauth.processDynamicClientRegistrationResponse(
    await oauth.dynamicClientRegistrationRequest(
      server,
      { client_name: "Strict client", redirect_uris: [redirectUri], token_endpoint_auth_method: "none" },
      insecure,
    ),
  );

  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const authorize = new URL(server.authorization_endpoint ?? "");
  authorize.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: "code",
    scope,
    state,
    resource: mcpUrl,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  }).toString();
  const callback = await signInAtRedmine(new Browser(), authorize, person, {
    until: (url) => url.href.startsWith(redirectUri),
  });

  const params = oauth.validateAuthResponse(server, client, callback, state);
  const tokens = await oauth.processAuthorizationCodeResponse(
    server,
    client,
    await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), params, redirectUri, verifier, {
      additionalParameters: { resource: mcpUrl },
      ...insecure,
    }),
  );

  return {
    metadataUrl,
    tokens,
    refresh: async (refreshToken: string) =>
      oauth.processRefreshTokenResponse(
        server,
        client,
        await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refreshToken, {
          additionalParameters: { resource: mcpUrl },
          ...insecure,
        }),
      ),
    revoke: async (token: string) =>
      oauth.processRevocationResponse(await oauth.revocationRequest(server, client, oauth.None(), token, insecure)),
    /** A JSON-RPC call with the given token, through the library's own resource request. */
    post: async (accessToken: string, message: object) =>
      oauth.protectedResourceRequest(
        accessToken,
        "POST",
        resource,
        new Headers({ "content-type": "application/json", accept: "application/json, text/event-stream" }),
        JSON.stringify({ jsonrpc: "2.0", id: 1, ...message }),
        insecure,
      ),
  };
}

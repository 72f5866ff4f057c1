/** What Doorkeeper says for each error; the description is part of what clients see. */
const descriptions = {
  invalid_grant:
    "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.",
  invalid_client:
    "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.",
  unsupported_grant_type: "The authorization grant type is not supported by the authorization server.",
  invalid_scope: "The requested scope is invalid, unknown, or malformed.",
  invalid_redirect_uri: "The requested redirect URI is malformed or doesn't match the client redirect URI.",
  unsupported_response_type: "The authorization server does not support this response type.",
  invalid_code_challenge_method: "The code_challenge_method must be one of plain, S256.",
  access_denied: "The resource owner or authorization server denied the request.",
  unauthorized_client: "You are not authorized to revoke this token",
};

export type OAuthFault =
  | { error: keyof typeof descriptions }
  | { error: "invalid_request"; missing: string }
  | { error: "invalid_request"; twoClientAuthentications: true };

export function describe(fault: OAuthFault): string {
  if (fault.error !== "invalid_request") return descriptions[fault.error];
  return "missing" in fault
    ? `Missing required parameter: ${fault.missing}.`
    : "The request utilizes more than one mechanism for authenticating the client.";
}

/** The token endpoint's answer to a fault. */
export function tokenFault(fault: OAuthFault): Response {
  const description = describe(fault);
  return new Response(JSON.stringify({ error: fault.error, error_description: description }), {
    status: fault.error === "invalid_client" ? 401 : 400,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      "www-authenticate": bearerChallenge(fault.error, description),
    },
  });
}

export const bearerChallenge = (error: string, description: string) =>
  `Bearer realm="Redmine", error="${error}", error_description="${description}"`;

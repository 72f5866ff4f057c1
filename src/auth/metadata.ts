import type { OfferedScopes } from "./scopes.ts";

export interface IssuerConfig {
  /** MCP_BASE_URL: the issuer, byte for byte. */
  baseUrl: string;
  offered: OfferedScopes;
  cimd: boolean;
}

/** The address of the MCP endpoint: the resource that tokens are for (RFC 8707). */
export function mcpUrl(baseUrl: string): string {
  return `${baseUrl}/mcp`;
}

/** RFC 9728 §2. `resource` is the URL of the MCP endpoint: strict clients compare it with what the user typed. */
export function protectedResourceMetadata({ baseUrl, offered }: IssuerConfig) {
  return {
    resource: mcpUrl(baseUrl),
    authorization_servers: [baseUrl],
    scopes_supported: offered,
    bearer_methods_supported: ["header"],
    resource_name: "Redmine",
  };
}

/** RFC 8414 §2. */
export function authorizationServerMetadata({ baseUrl, offered, cimd }: IssuerConfig) {
  return {
    issuer: baseUrl,
    authorization_endpoint: `${baseUrl}/oauth/authorize`,
    token_endpoint: `${baseUrl}/oauth/token`,
    registration_endpoint: `${baseUrl}/oauth/register`,
    revocation_endpoint: `${baseUrl}/oauth/revoke`,
    scopes_supported: offered,
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    // every client is public (registered with "none"); a secret that one sends all the same is not looked at
    token_endpoint_auth_methods_supported: ["none", "client_secret_basic", "client_secret_post"],
    revocation_endpoint_auth_methods_supported: ["none", "client_secret_basic", "client_secret_post"],
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
    ...(cimd && { client_id_metadata_document_supported: true }),
  };
}

/** RFC 9728 §3.1: the well-known path stands between host and path. */
export function resourceMetadataUrl(baseUrl: string): string {
  const { origin, pathname } = new URL(mcpUrl(baseUrl));
  return `${origin}/.well-known/oauth-protected-resource${pathname}`;
}

/** RFC 8707; a client may name us with or without the path or a slash at the end. */
export function isOurResource(baseUrl: string, resource: string): boolean {
  return [mcpUrl(baseUrl), `${mcpUrl(baseUrl)}/`, baseUrl, `${baseUrl}/`].includes(resource);
}

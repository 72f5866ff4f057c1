import { z } from "zod";
import { line } from "../../format/clean.ts";
import { parseJson } from "../../json.ts";
import type { Client } from "../clients.ts";
import { redirectTarget } from "../redirects.ts";

/** Why a document makes no client, as words for our log. */
export type Unusable = "not_json" | "incomplete" | "other_client_id" | "shared_secret" | "needs_private_key";

const maxNameChars = 80;
const maxRedirects = 20;

/** draft-ietf-oauth-client-id-metadata-document §4 and MCP; what we do not know is ignored, as RFC 7591 asks. */
const metadata = z.looseObject({
  client_id: z.string(),
  client_name: z.string(),
  redirect_uris: z.array(z.string()).min(1).max(100),
  token_endpoint_auth_method: z.string().optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
});

/** The client that the document found at `url` describes. Redirects that this server sends no codes to are left out. */
export function readDocument(
  text: string,
  url: URL,
  configured: readonly string[],
): { client: Client } | { unusable: Unusable } {
  const json = parseJson(text);
  if (typeof json !== "object" || json === null) return { unusable: "not_json" };
  const parsed = metadata.safeParse(json);
  const name = line(parsed.data?.client_name ?? "", maxNameChars);
  if (!parsed.success || name === "") return { unusable: "incomplete" };
  if (parsed.data.client_id !== url.href) return { unusable: "other_client_id" };

  // §4.1: everybody can read the document, so nothing in it can be a secret
  const method = parsed.data.token_endpoint_auth_method;
  if (Object.hasOwn(json, "client_secret") || method?.startsWith("client_secret_"))
    return { unusable: "shared_secret" };
  // ChatGPT prefers a key of its own and lists "none" beside it; we offer "none", so that is what it uses here
  const isPublic = method === undefined || method === "none";
  const canBePublic = parsed.data.token_endpoint_auth_methods_supported?.includes("none");
  if (!isPublic && !canBePublic) return { unusable: "needs_private_key" };

  const redirectUris = parsed.data.redirect_uris.filter((uri) => redirectTarget(uri, configured) !== undefined);
  return {
    client: { id: url.href, name, redirectUris: redirectUris.slice(0, maxRedirects), verifiedHost: url.host },
  };
}

import { isIP } from "node:net";
import { z } from "zod";
import { line } from "../format/clean.ts";
import { parseJson } from "../json.ts";
import type { KnownClient } from "./known-clients.ts";
import { redirectTarget, sameRedirect, withoutPort } from "./redirects.ts";

/** A client as it presents itself. Names are self-claimed: only a metadata document's host is proven. */
export interface Client {
  id: string;
  name: string;
  redirectUris: readonly string[];
  /** The host that serves its metadata document; undefined for a registration, which anybody can make. */
  verifiedHost: string | undefined;
}

/** `client_unreachable`: the host of its document gave no usable answer. `client_unusable`: the document describes no client that this server accepts. */
export type FoundClient = Client | { problem: "client_unreachable" | "client_unusable" } | undefined;

const prefix = "dcr.";
const maxRedirects = 10;
const maxIdChars = 1_500; // it stands in URLs; the sets of all clients we know take 300
const maxNameChars = 80;

/** RFC 7591 §2; what we do not know is ignored, as it asks. */
const registration = z.object({
  redirect_uris: z.array(z.string()).min(1).max(50),
  client_name: z.string().max(1_000).optional(),
});
const packed = z.object({ n: z.string().max(maxNameChars), r: z.array(z.string()).min(1).max(maxRedirects) });

export type Registration =
  | { ok: Client }
  | { error: "invalid_client_metadata" | "invalid_redirect_uri"; description: string };

/** Makes a client id that says everything itself, so that nothing is stored and the same client gets the same id. */
export function register(body: unknown, configured: readonly string[]): Registration {
  const parsed = registration.safeParse(body);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join(".") || "body";
    return { error: "invalid_client_metadata", description: `${field} is missing or not as RFC 7591 describes it` };
  }

  const allowed = parsed.data.redirect_uris.filter((uri) => redirectTarget(uri, configured));
  const redirects = [...new Set(allowed.map(withoutPort))].sort().slice(0, maxRedirects);
  if (redirects.length === 0) {
    return {
      error: "invalid_redirect_uri",
      description:
        "No redirect URI is a loopback address or one of a client this server knows; its administrator can add it to OAUTH_REDIRECT_URIS",
    };
  }

  const name = line(parsed.data.client_name ?? "", maxNameChars);
  const id = idOf(name, redirects);
  if (id.length > maxIdChars)
    return { error: "invalid_client_metadata", description: "The redirect URIs are too long" };
  // the URIs as given, so that a client finds its own port again
  return { ok: { id, name, redirectUris: [...new Set(allowed)].slice(0, maxRedirects), verifiedHost: undefined } };
}

/** The client that a registered id describes; undefined for an id we did not make. */
export function decodeClient(id: string): Client | undefined {
  if (!id.startsWith(prefix) || id.length > maxIdChars) return undefined;
  const parsed = packed.safeParse(parseJson(Buffer.from(id.slice(prefix.length), "base64url").toString("utf8"))).data;
  if (!parsed || idOf(parsed.n, parsed.r) !== id) return undefined; // one spelling an id
  if (line(parsed.n, maxNameChars) !== parsed.n) return undefined;
  return { id, name: parsed.n, redirectUris: parsed.r, verifiedHost: undefined };
}

function idOf(name: string, redirects: readonly string[]): string {
  return prefix + Buffer.from(JSON.stringify({ n: name, r: redirects })).toString("base64url");
}

/** The redirect belongs to the client, and this server (still) sends codes there. */
export function redirectOf(client: Client, requested: string, configured: readonly string[]) {
  if (!client.redirectUris.some((registered) => sameRedirect(registered, requested))) return undefined;
  return redirectTarget(requested, configured);
}

/** An id of a form this server gives out or looks up; whether it fits a code or token is for those to say. */
export function isKnownForm(id: string): boolean {
  return decodeClient(id) !== undefined || (id.startsWith("https://") && URL.canParse(id) && id.length <= maxIdChars);
}

const segment = /^[A-Za-z0-9_-]{1,100}$/;

/** The client of a well-known document, without asking its host. */
export function builtInClient(url: URL, knownClients: readonly KnownClient[]): Client | undefined {
  const documents = knownClients.flatMap(({ name, documents = [] }) => documents.map((at) => ({ ...at, name })));
  const client = (name: string, redirectUris: readonly string[]): Client => {
    return { id: url.href, name, redirectUris, verifiedHost: url.host };
  };

  const exact = documents.find(({ clientId }) => clientId === url.href);
  if (exact) return client(exact.name, exact.redirectUris);

  for (const { clientId, redirectUris, name } of documents) {
    const segment = clientId.includes("*") ? segmentIn(clientId, url.href) : undefined;
    if (segment !== undefined) {
      return client(
        name,
        redirectUris.map((uri) => uri.replace("*", segment)),
      );
    }
  }
  return undefined;
}

/** What stands at the `*` of the pattern. */
function segmentIn(pattern: string, id: string): string | undefined {
  const [before = "", after = ""] = pattern.split("*");
  if (!id.startsWith(before) || !id.endsWith(after)) return undefined;
  const own = id.slice(before.length, id.length - after.length);
  return segment.test(own) ? own : undefined;
}

const maxUrlChars = 500;

/**
 * A client id that is the URL of a metadata document (draft-ietf-oauth-client-id-metadata-document §3): https on its own
 * port, a host name, a path. A URL that parsing would change (dot segments, an upper-case host, a hidden address like
 * `2130706433`) is none: every client id has one spelling.
 */
export function documentUrlOf(id: string): URL | undefined {
  if (!id.startsWith("https://") || id.length > maxUrlChars || id.includes("#")) return undefined;
  const url = URL.parse(id);
  if (url?.href !== id || url.pathname === "/" || url.port !== "") return undefined;
  if (url.username !== "" || url.password !== "") return undefined;
  const { hostname } = url;
  const isName = isIP(hostname) === 0 && !hostname.startsWith("[") && hostname.includes(".") && !hostname.endsWith(".");
  return isName ? url : undefined;
}

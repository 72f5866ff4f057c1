import type { KnownClient } from "../known-clients.ts";
import type { Client } from "../server/clients.ts";

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
    const own = clientId.includes("*") ? segmentIn(clientId, url.href) : undefined;
    if (own !== undefined) {
      return client(
        name,
        redirectUris.map((uri) => uri.replace("*", own)),
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

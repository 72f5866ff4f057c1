import { boundedCache } from "../bounded-cache.ts";
import { builtInClient, decodeClient, documentUrlOf } from "./clients.ts";
import { knownClients } from "./known-clients.ts";
import { describeRedirect, isLoopback, redirectTarget } from "./redirects.ts";

/** Which client it is, in words that no client can choose: for the log, and for metrics, whose labels must stay few. */
export interface ClientLabel {
  /** A known client's name, “loopback”, or the host that its codes go to or that vouches for it. */
  name: string;
  /** The same without hosts. */
  kind: string;
}

/** Labels by client id; the same few ids come again and again. */
export function clientLabels(configured: readonly string[]): (id: string) => ClientLabel {
  const labels = boundedCache<ClientLabel>(1_000);
  return (id) => {
    const label = labels.get(id) ?? labelOf(id, configured);
    labels.set(id, label);
    return label;
  };
}

/** The name that a client gives itself is free text and is not used. */
function labelOf(id: string, configured: readonly string[]): ClientLabel {
  const registered = decodeClient(id);
  if (registered) {
    const uri = registered.redirectUris.find((candidate) => redirectTarget(candidate, configured)) ?? "";
    return ofRedirect(uri, configured);
  }

  const url = URL.parse(id);
  const client = knownClients.find(({ documents = [] }) => documents.some(({ clientId }) => covers(clientId, id)));
  if (client) return { name: client.name, kind: client.name };
  return { name: url?.host || "unknown", kind: "document" };
}

function ofRedirect(uri: string, configured: readonly string[]): ClientLabel {
  const target = redirectTarget(uri, configured);
  if (target?.kind === "known") return { name: target.client, kind: target.client };
  if (isLoopback(uri)) return { name: "loopback", kind: "loopback" };
  return { name: URL.parse(uri)?.host || URL.parse(uri)?.protocol || "unknown", kind: "configured" };
}

function covers(pattern: string, id: string): boolean {
  const [before = "", after] = pattern.split("*");
  return after === undefined ? id === pattern : id.startsWith(before) && id.endsWith(after);
}

/** A client as a list shows it, described from its id alone: nothing is fetched. */
export interface ClientDescription {
  name: string;
  /** Where it runs, as far as its id says: hosts that it is sent back to, or that prove it. */
  places: readonly string[];
  /** It is sent back to a program on the person's computer. */
  local: boolean;
}

/** Takes a client id of ours, or the URL of a metadata document. The name is only claimed, unless it is built in. */
export function describeClient(id: string): ClientDescription {
  const url = documentUrlOf(id);
  if (url) {
    const builtIn = builtInClient(url, knownClients);
    const local = builtIn?.redirectUris.some((uri) => describeRedirect(uri).local) ?? false;
    return { name: builtIn?.name ?? url.host, places: [url.host], local };
  }
  const client = decodeClient(id);
  const redirects = (client?.redirectUris ?? []).map(describeRedirect);
  const places = new Set(redirects.filter(({ local }) => !local).map(({ place }) => place));
  return {
    name: client?.name || "An application",
    places: [...places],
    local: redirects.some(({ local }) => local),
  };
}

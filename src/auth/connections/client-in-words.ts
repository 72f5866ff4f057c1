import { builtInClient } from "../documents/built-in.ts";
import { documentUrlOf } from "../documents/document-url.ts";
import { knownClients } from "../known-clients.ts";
import { decodeClient } from "../server/clients.ts";
import { redirectInWords } from "../server/redirect-in-words.ts";

/** A client as a list shows it, told from its id alone: nothing is fetched for it. */
export interface ClientInWords {
  name: string;
  /** Where it runs, as far as its id says: hosts that it is sent back to, or that prove it. */
  places: readonly string[];
  /** It is sent back to a program on the person's computer. */
  local: boolean;
}

export function clientInWords(id: string): ClientInWords {
  const url = documentUrlOf(id);
  if (url) {
    const known = builtInClient(url, knownClients);
    const local = known?.redirectUris.some((uri) => redirectInWords(uri).local) ?? false;
    return { name: known?.name ?? url.host, places: [url.host], local };
  }
  const client = decodeClient(id);
  const redirects = (client?.redirectUris ?? []).map(redirectInWords);
  const places = new Set(redirects.filter(({ local }) => !local).map(({ place }) => place));
  return {
    name: client?.name || "An application",
    places: [...places],
    local: redirects.some(({ local }) => local),
  };
}

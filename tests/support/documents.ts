import { onTestFinished } from "vitest";
import { createDocuments, type DocumentsOptions } from "../../src/auth/client-metadata/documents.ts";
import type { Fetched } from "../../src/auth/client-metadata/fetch-document.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { publicAddress } from "./document-server.ts";

export function documentOf(clientId: string, change: object = {}): Fetched {
  const document = { client_id: clientId, client_name: "Example", redirect_uris: ["http://127.0.0.1/cb"], ...change };
  return { status: 200, contentType: "application/json", cacheControl: "", age: "", body: JSON.stringify(document) };
}

/** Documents whose network is a table, with a clock to turn. */
export async function documentsWithoutNetwork(options: Partial<DocumentsOptions> = {}, given?: Store) {
  const store = given ?? (await openStore("memory:"));
  if (!given) onTestFinished(() => store.close());
  const asked: string[] = [];
  const outcomes: string[] = [];
  const network = {
    time: 1_000_000,
    answer: async (url: URL): Promise<Fetched> => documentOf(url.href),
    addresses: [publicAddress] as readonly string[],
  };
  const find = createDocuments({
    store,
    now: () => network.time,
    knownClients: [],
    configuredRedirects: [],
    resolve: async () => network.addresses,
    fetch: async (url) => {
      asked.push(url.href);
      return network.answer(url);
    },
    report: (outcome) => outcomes.push(outcome),
    ...options,
  });
  return { store, find, asked, outcomes, network };
}

import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { onTestFinished } from "vitest";
import { documentFetcher, type FetchDocument } from "../../src/auth/client-metadata/fetch-document.ts";
import { loopbackCertificate } from "./loopback-certificate.ts";

export const publicAddress = "93.184.215.14";

export interface DocumentServer {
  port: number;
  /** Path and query of each request. */
  requests: string[];
  /** Connections that were ever made. */
  connections: () => number;
  /** What the server is asked by: the real https client, sent here whatever public address it was given. */
  fetch: FetchDocument;
  /** The addresses that `fetch` was given, a list a call. */
  given: (readonly string[])[];
}

/** The https host of a client's metadata document, on loopback. */
export async function documentServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<DocumentServer> {
  const requests: string[] = [];
  const given: (readonly string[])[] = [];
  let connections = 0;
  const server = createServer(loopbackCertificate, (request, response) => {
    requests.push(request.url ?? "");
    answer(request, response);
  });
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });

  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const there = documentFetcher({ port, ca: loopbackCertificate.cert, checkServerIdentity: () => undefined });
  return {
    port,
    requests,
    connections: () => connections,
    given,
    fetch: (url, addresses, signal) => {
      given.push(addresses);
      return there(url, ["127.0.0.1"], signal);
    },
  };
}

export function sendJson(response: ServerResponse, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(200, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(body));
}

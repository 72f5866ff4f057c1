// The sample Redmine in a process of its own, over HTTP. Its parent gives the options as JSON and orders as messages.
import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { getRequestListener } from "@hono/node-server";
import { loopbackCertificate } from "../loopback-certificate.ts";
import type { Order, SampleProcessOptions } from "../sample-process.ts";
import { createTestRedmine } from "../test-redmine.ts";

const {
  host = "127.0.0.1",
  path = "",
  tls = false,
  publicUrl,
  redirectUris,
}: SampleProcessOptions = JSON.parse(process.argv[2] ?? "{}");
if (!process.send) throw new Error("started by sample-process.ts");
const answer = process.send.bind(process);

const server = tls ? createTlsServer(loopbackCertificate) : createServer();
server.listen(0, host);
await once(server, "listening");
const address = server.address();
const url = `${tls ? "https" : "http"}://${host}:${typeof address === "object" && address?.port}${path}`;

const sample = createTestRedmine({
  baseUrl: publicUrl ?? url,
  redirectUris: redirectUris ?? ["http://127.0.0.1/oauth/callback"], // as in Redmine, this one matches every port
});
server.on("request", getRequestListener(sample.fetch));

const { clientId, clientSecret, people } = sample;
answer({ url, clientId, clientSecret, people });

process.on("message", ({ id, order }: { id: number; order: Order }) => {
  answer({ id, result: obey(order) });
});
process.on("disconnect", () => process.exit());

function obey(order: Order): unknown {
  if ("delay" in order) return sample.delay(order.delay);
  if ("down" in order) return sample.down(order.down ?? undefined);
  if (!("requests" in order)) return sample.expireAccessTokens(order.expireAccessTokens); // JSON drops an undefined
  return sample.requests.map(({ method, path }) => `${method} ${path}`);
}

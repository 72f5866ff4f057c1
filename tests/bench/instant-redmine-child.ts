// The sample Redmine over HTTP; what it has answered to a GET of JSON it answers again from memory.
import { once } from "node:events";
import { createServer, type OutgoingHttpHeaders } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { createTestRedmine } from "../support/test-redmine.ts";

if (!process.send) throw new Error("started by instant-redmine.ts");
const server = createServer({ keepAliveTimeout: 600_000 }); // or it closes just when the next question comes
server.listen(0, "127.0.0.1");
await once(server, "listening");
const address = server.address();
const url = `http://127.0.0.1:${typeof address === "object" && address?.port}`;

const sample = createTestRedmine({ baseUrl: url, redirectUris: ["http://127.0.0.1/oauth/callback"] });
const handle = getRequestListener(sample.fetch);
const known = new Map<string, { status: number; headers: OutgoingHttpHeaders; body: Buffer }>();

server.on("request", async (request, response) => {
  const path = request.url ?? "/";
  if (request.method !== "GET" || !path.includes(".json")) return handle(request, response);

  const key = `${request.headers.authorization ?? request.headers["x-redmine-api-key"]} ${path}`;
  let answer = known.get(key);
  if (!answer) {
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers))
      if (typeof value === "string") headers.set(name, value);
    const { status, headers: given, ...rest } = await fetched(new Request(url + path, { headers }));
    answer = { status, headers: given, body: rest.body };
    if (status === 200) known.set(key, answer);
  }
  response.writeHead(answer.status, answer.headers).end(answer.body);
});

async function fetched(request: Request) {
  const response = await sample.fetch(request);
  const body = Buffer.from(await response.arrayBuffer());
  return {
    status: response.status,
    headers: { ...Object.fromEntries(response.headers), "content-length": body.length },
    body,
  };
}

const { clientId, clientSecret, people } = sample;
process.send({ url, clientId, clientSecret, people });
process.on("disconnect", () => process.exit());

import { createServer, request } from "node:http";

/** The conformance suite sends no token: this adds one, and passes Host and Origin on as they are, but for its own name. */
export async function startBearerProxy(target: URL, bearer: string): Promise<{ port: number; stop(): Promise<void> }> {
  const proxy = createServer((incoming, outgoing) => {
    const own = `localhost:${portOf()}`;
    const replaced = (value: string | undefined) => value?.replaceAll(own, target.host);
    const headers = {
      ...incoming.headers,
      host: replaced(incoming.headers.host),
      ...(incoming.headers.origin && { origin: replaced(incoming.headers.origin) }),
      authorization: `Bearer ${bearer}`,
    };
    const upstream = request(new URL(incoming.url ?? "/", target), { method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    upstream.on("error", () => outgoing.destroy());
    outgoing.on("close", () => upstream.destroy());
    incoming.pipe(upstream);
  });
  const portOf = () => {
    const address = proxy.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  };
  await new Promise<void>((resolve) => proxy.listen(0, "localhost", resolve));

  return {
    port: portOf(),
    stop: async () => {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

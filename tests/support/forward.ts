import { once } from "node:events";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import { connect } from "node:net";

export interface Forward {
  url: string;
  /** “GET http://host/path” as asked of it, or “CONNECT host:port”, in order. */
  seen: string[];
  stop(): Promise<void>;
}

/** Another address of a server: passes everything on. */
export async function startFront(): Promise<Forward & { passTo(url: string): void }> {
  let target = "";
  const seen: string[] = [];
  const server = createServer((incoming, outgoing) => {
    seen.push(`${incoming.method} ${incoming.url}`);
    passOn(incoming, outgoing, new URL(incoming.url ?? "/", target));
  });
  return {
    ...(await started(server, seen)),
    passTo: (url) => {
      target = url;
    },
  };
}

/** An HTTP proxy, as companies have them; `names` are hosts that it alone knows. */
export async function startHttpProxy(names: Record<string, string> = {}): Promise<Forward> {
  const seen: string[] = [];
  const known = (host: string) => names[host] ?? host;

  const server = createServer((incoming, outgoing) => {
    seen.push(`${incoming.method} ${incoming.url}`);
    const url = new URL(incoming.url ?? "");
    url.host = known(url.host);
    passOn(incoming, outgoing, url);
  });
  server.on("connect", (incoming, socket, head) => {
    seen.push(`CONNECT ${incoming.url}`);
    const { hostname, port } = new URL(`tcp://${known(incoming.url ?? "")}`);
    const tunnel = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      tunnel.write(head);
      tunnel.pipe(socket).pipe(tunnel);
    });
    tunnel.on("error", () => socket.destroy());
    socket.on("error", () => tunnel.destroy());
  });
  return started(server, seen);
}

async function started(server: Server, seen: string[]): Promise<Forward> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address?.port}`,
    seen,
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function passOn(incoming: IncomingMessage, outgoing: ServerResponse, url: URL): void {
  const asked = request(
    url,
    { method: incoming.method ?? "GET", headers: incoming.headers, agent: false },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    },
  );
  asked.on("error", () => outgoing.destroy());
  incoming.pipe(asked);
}

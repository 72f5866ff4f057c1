import { createMiddleware } from "hono/factory";

const loopback = ["localhost", "127.0.0.1", "[::1]"];

/**
 * DNS rebinding: a page of another name that resolves to this machine sends its own name as Host and Origin.
 * Ours are the host of MCP_BASE_URL and, where that is loopback, its other spellings.
 */
export function guardHost(baseUrl: string) {
  const ours = new URL(baseUrl);
  const hosts = new Set([ours.host]);
  if (loopback.includes(ours.hostname)) {
    for (const name of loopback) hosts.add(ours.port ? `${name}:${ours.port}` : name);
  }

  return createMiddleware(async (context, next) => {
    if (!hosts.has(withoutDefaultPort(context.req.header("host") ?? "", ours))) {
      const why = `Host is not this server's: it is reached at ${baseUrl}, and a proxy in front must pass that Host on`;
      return context.json(refusal(why), 403);
    }
    await next();
  });
}

/** Some proxies write the port that goes without saying. */
function withoutDefaultPort(host: string, { protocol }: URL): string {
  return host.toLowerCase().replace(protocol === "https:" ? /:443$/ : /:80$/, "");
}

/** Pages that may call us from a browser: our own, and tools on the user's machine (MCP Inspector). */
export function allowedOrigin(origin: string, baseUrl: string): boolean {
  const url = URL.parse(origin);
  if (!url || url.origin !== origin) return false;
  return url.origin === new URL(baseUrl).origin || (url.protocol === "http:" && loopback.includes(url.hostname));
}

/** Answers 403 to a page of another origin (MCP, Streamable HTTP: protection from DNS rebinding). */
export function guardOrigin(baseUrl: string) {
  return createMiddleware(async (context, next) => {
    const origin = context.req.header("origin");
    if (origin !== undefined && !allowedOrigin(origin, baseUrl)) {
      return context.json(refusal("Origin is not allowed"), 403);
    }
    await next();
  });
}

/** A JSON-RPC error without a request id; -32000 is the first of the codes that JSON-RPC 2.0 leaves to servers. */
export function refusal(message: string, code = -32_000) {
  return { jsonrpc: "2.0", error: { code, message }, id: null };
}

import { Secret } from "../secret.ts";
import { shown } from "./redact.ts";
import { listed, reader } from "./values.ts";

/** Hosts for which browsers and OAuth accept plain http: what is sent there stays on the machine. */
const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Schemes of programs that take OAuth callbacks although their name is not a reversed domain (RFC 8252 §7.1). */
const appSchemes = new Set(["claude", "cursor", "vscode", "vscode-insiders", "windsurf", "zed"]);

/** A base URL to append paths to: no slash at its end. */
export const webUrl = reader((text, refuse) => baseOf(webUrlOf(text, refuse)));

/** This server's public URL. Without https (loopback apart), the sign-in cookies could be read in transit. */
export const ownUrl = reader((text, refuse) => {
  const url = webUrlOf(text, refuse);
  if (url.protocol === "http:" && !loopback.has(url.hostname)) refuse("plain http is for localhost only");
  const without = withoutMcp(baseOf(url));
  if (without !== undefined) refuse(`it ends in /mcp, which the server adds itself; did you mean ${without}?`);

  return baseOf(url);
});

/** The base URL where `url` ends in /mcp, as people copy it from a client; otherwise undefined. */
export function withoutMcp(url: string): string | undefined {
  const base = url.replace(/\/+$/, "");
  return /\/mcp$/i.test(base) ? base.slice(0, -"/mcp".length).replace(/\/+$/, "") : undefined;
}

/** Only the form: the store reads the rest and has its own words for it. The URL may hold a password, so no reason quotes it. */
export const storeUrl = reader((text, refuse) => {
  const isStoreUrl = text === "memory:" || /^(sqlite|rediss?(\+(sentinel|cluster))?):\/\/./.test(text);
  return isStoreUrl ? new Secret(text) : refuse("it names no kind of store");
});

/** Kept as written, because redirect URIs are compared byte by byte (OAuth 2.1 §2.3.1). */
export const redirectList = reader<readonly string[]>((text, refuse) => {
  const uris = listed(text);
  for (const uri of uris) {
    const fault = redirectFault(uri);
    if (fault !== undefined) refuse(fault);
  }

  return uris;
});

function redirectFault(uri: string): string | undefined {
  const url = URL.parse(uri);
  if (url === null) return `${shown(uri)} is not a URL`;
  if (uri.includes("#")) return "a redirect URI has no fragment (#)";
  if (url.username !== "" || url.password !== "") return "a redirect URI has no user name and password";
  if (uri.includes("*"))
    return `${shown(uri)} has a wildcard; every redirect URI is exact (on loopback any port matches)`;
  if (url.protocol === "https:") return undefined;
  if (url.protocol === "http:") {
    return loopback.has(url.hostname) ? undefined : `${shown(uri)} is plain http, which is for loopback only`;
  }

  const scheme = url.protocol.slice(0, -1);
  if (scheme.includes(".") || appSchemes.has(scheme)) return undefined;
  return `“${scheme}:” is not a scheme of a known program; a private one looks like com.example.app:/callback`;
}

function webUrlOf(text: string, refuse: (reason: string) => never): URL {
  if (!/^https?:\/\//i.test(text)) refuse("it does not begin with https:// or http://");
  const url = URL.parse(text) ?? refuse("it is not a URL");
  if (/\s/.test(text)) refuse("it has a space in it");
  if (url.username !== "" || url.password !== "") refuse("no user name and password belong in it");
  if (/[?#]/.test(text)) refuse("no query (?) and no fragment (#) belong in it");

  return url;
}

function baseOf(url: URL): string {
  return (url.origin + url.pathname).replace(/\/+$/, "");
}

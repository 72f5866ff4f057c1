import { isLoopback } from "./redirects.ts";

/** Where a redirect leads, for people: a host, or the scheme that programs on their computer share. */
export function redirectInWords(uri: string): { place: string; local: boolean } {
  const { protocol, host } = new URL(uri);
  if (protocol === "https:" || protocol === "http:") return { place: host, local: isLoopback(uri) };
  return { place: `${protocol}//${host}`, local: true }; // any program can claim a scheme (RFC 8252 §8.6)
}

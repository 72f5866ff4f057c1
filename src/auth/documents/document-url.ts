import { isIP } from "node:net";

const maxUrlChars = 500;

/**
 * A client id that is the URL of a metadata document (draft-ietf-oauth-client-id-metadata-document §3): https on its own
 * port, a host name, a path. A URL that parsing would change (dot segments, an upper-case host, a hidden address like
 * `2130706433`) is none: every client id has one spelling.
 */
export function documentUrlOf(id: string): URL | undefined {
  if (!id.startsWith("https://") || id.length > maxUrlChars || id.includes("#")) return undefined;
  const url = URL.parse(id);
  if (url?.href !== id || url.pathname === "/" || url.port !== "") return undefined;
  if (url.username !== "" || url.password !== "") return undefined;
  const { hostname } = url;
  const isName = isIP(hostname) === 0 && !hostname.startsWith("[") && hostname.includes(".") && !hostname.endsWith(".");
  return isName ? url : undefined;
}

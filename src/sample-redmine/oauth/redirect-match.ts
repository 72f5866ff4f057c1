/** Redmine compares a redirect URI exactly, but for the port of an IP loopback and for extra query parameters. */
export function matchesRedirect(registered: string[], given: string): boolean {
  if (!URL.canParse(given) || given.includes("#")) return false;
  return registered.some((uri) => comparable(uri, uri) === comparable(given, uri));
}

function comparable(uri: string, registered: string): string {
  const url = new URL(uri);
  const pattern = new URL(registered);
  if (pattern.hostname === "127.0.0.1" || pattern.hostname === "[::1]") url.port = "";
  if (pattern.search === "") url.search = "";
  return url.href;
}

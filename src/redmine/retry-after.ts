const mostSeconds = 3_600; // more is a mistake, or a day off that nobody can wait for

/** Retry-After in seconds, from a number or an HTTP date (RFC 9110 §10.2.3); undefined where it says nothing usable. */
export function retryAfterSeconds(headers: Headers, now: number): number | undefined {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^\d{1,9}$/.test(value)) return Math.min(Number(value), mostSeconds);
  if (!/^[A-Z][a-z]{2,8},? [\w: -]{5,40}$/.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.min(Math.max(Math.ceil((at - now) / 1000), 0), mostSeconds);
}

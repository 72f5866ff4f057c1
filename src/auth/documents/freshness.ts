const minute = 60_000;
const day = 24 * 60 * minute;
const unsaid = 60 * minute;

/**
 * How long a document counts as fresh (RFC 9111 §5.2.2), in ms: at least a minute, or a document that may not be cached
 * would be fetched at every step of a sign-in; at most a day.
 */
export function freshFor({ cacheControl, age }: { cacheControl: string; age: string }): number {
  const directives = cacheControl.toLowerCase();
  if (/(^|[\s,])(no-store|no-cache)\b/.test(directives)) return minute;
  // we are a cache for many people: s-maxage is meant for us
  const seconds = secondsOf("s-maxage", directives) ?? secondsOf("max-age", directives);
  if (seconds === undefined) return unsaid;
  const spent = /^\d{1,9}$/.test(age) ? Number(age) : 0;
  return Math.min(Math.max((seconds - spent) * 1000, minute), day);
}

function secondsOf(name: string, directives: string): number | undefined {
  const digits = new RegExp(`(?:^|[\\s,])${name}="?(\\d{1,9})`).exec(directives)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

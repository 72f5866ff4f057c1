import { z } from "zod";
import { parseJson } from "../../json.ts";
import type { Store } from "../../store/store.ts";
import { sha256 } from "../seal.ts";

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

/** cimd:SLOT — the document last fetched of all those that share the slot. */
const record = z.object({ url: z.string(), document: z.string(), fetched: z.number() });

/** How long a document may be used after its host stopped answering. */
export const staleForMs = 7 * 24 * 60 * 60_000;

const slotChars = 2; // base64url: 4,096 slots of 5 kB at most, however many documents strangers put up

/** Copies of documents for the time their hosts are away and we were restarted. Whoever can write to the store can write one. */
export function createStaleCache(store: Store) {
  const slotOf = (url: URL) => sha256(url.href).slice(0, slotChars);

  return {
    keep: (url: URL, document: string, fetched: number): Promise<void> =>
      store.set("cimd", slotOf(url), JSON.stringify({ url: url.href, document, fetched }), staleForMs),

    find: async (url: URL, now: number): Promise<string | undefined> => {
      const text = await store.get("cimd", slotOf(url));
      const copy = text === undefined ? undefined : record.safeParse(parseJson(text)).data;
      return copy?.url === url.href && copy.fetched + staleForMs > now ? copy.document : undefined;
    },
  };
}

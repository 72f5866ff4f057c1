import type { LookupAddress } from "node:dns";
import { Resolver } from "node:dns/promises";
import { request } from "node:https";
import { isIPv6, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** What a host answered; `body` is undefined when it was longer than we read. */
export interface Fetched {
  status: number;
  contentType: string;
  cacheControl: string;
  age: string;
  body: string | undefined;
}

/** One GET to one of these addresses and no other. Throws when there is no whole answer. */
export type FetchDocument = (url: URL, addresses: readonly string[], signal: AbortSignal) => Promise<Fetched>;

const mostInterim = 10; // responses 100 to 199 before the answer
export const maxDocumentBytes = 5 * 1024; // the draft's §6.6 recommends this limit

/** For tests, whose server has another port and a certificate of its own. */
interface Connection {
  port?: number;
  ca?: string;
  checkServerIdentity?: () => undefined;
}

/** https to checked addresses: the name is never looked up again, redirects are not followed, nothing is decompressed. */
export function documentFetcher(connection: Connection = {}): FetchDocument {
  return (url, addresses, signal) =>
    new Promise((resolve, reject) => {
      const sent = request(url, {
        ...connection,
        agent: false, // a pooled connection would outlive the check of its address
        lookup: pinnedTo(addresses),
        rejectUnauthorized: true,
        signal,
        headers: { Accept: "application/json", "Accept-Encoding": "identity", "User-Agent": "redmine-fastmcp" },
      });

      sent.once("error", reject);
      let interim = 0;
      sent.on("information", () => {
        interim += 1; // without an end they would keep the process busy
        if (interim > mostInterim) sent.destroy(new Error("too many interim responses"));
      });
      sent.once("response", async (response) => {
        const chunks: Buffer[] = [];
        let length = 0;

        try {
          if (response.headers["content-encoding"] !== undefined) throw new Error("compressed, unasked");
          for await (const chunk of response) {
            chunks.push(chunk);
            length += chunk.length;
            if (length > maxDocumentBytes) break; // leaving the loop ends the connection
          }
          resolve({
            status: response.statusCode ?? 0,
            contentType: response.headers["content-type"] ?? "",
            cacheControl: response.headers["cache-control"] ?? "",
            age: response.headers.age ?? "",
            body: length > maxDocumentBytes ? undefined : Buffer.concat(chunks).toString("utf8"),
          });
        } catch (error) {
          reject(error);
        } finally {
          sent.destroy();
        }
      });
      sent.end();
    });
}

function pinnedTo(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address): LookupAddress => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (hostname, options, answer) => {
    const [first] = all;
    if (!first) return answer(new Error(`no address for ${hostname}`), "");
    return options.all ? answer(null, all) : answer(null, first.address, first.family);
  };
}

/** All addresses of a host name; none when it has none. Throws when nobody could say. */
export type ResolveHost = (hostname: string, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * Asks the name servers themselves: dns.lookup would read /etc/hosts, where internal names live, and hold one of the
 * four threads that Redmine's name is looked up with for as long as a stranger's name server likes.
 */
export const resolveHost: ResolveHost = async (hostname, signal) => {
  const resolver = new Resolver({ timeout: 1_500, tries: 2 });
  const stop = () => resolver.cancel();
  signal.addEventListener("abort", stop, { once: true });

  try {
    const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const addresses = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
    if (addresses.length > 0) return addresses;
    for (const answer of answers) if (answer.status === "rejected" && !hasNone(answer.reason)) throw answer.reason;
    return [];
  } finally {
    signal.removeEventListener("abort", stop);
  }
};

function hasNone(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENODATA" || error.code === "ENOTFOUND");
}

const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3"); // RFC 4291 §2.4: what else is handed out today leads elsewhere
const nat64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96"); // RFC 6052: the network maps it to the IPv4 address inside

/** An address on the public internet: not this machine, its networks, or anything set aside for special use. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address instanceof ipaddr.IPv4) return address.range() === "unicast";
  if (address.zoneId) return false;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address().range() === "unicast";
  if (address.match(nat64)) return embedded(address).range() === "unicast";
  return address.range() === "unicast" && address.match(globalUnicast);
}

function embedded(address: ipaddr.IPv6): ipaddr.IPv4 {
  return new ipaddr.IPv4(address.toByteArray().slice(12));
}

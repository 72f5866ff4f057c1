import type { LookupAddress } from "node:dns";
import { request } from "node:https";
import { isIPv6, type LookupFunction } from "node:net";

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

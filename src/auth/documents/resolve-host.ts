import { Resolver } from "node:dns/promises";

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

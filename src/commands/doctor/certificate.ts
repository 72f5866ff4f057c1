import { connect } from "node:tls";
import { type Finding, ok, warning } from "./finding.ts";

const soonMs = 14 * 24 * 60 * 60_000;
const timeoutMs = 5_000;

/** Until when the certificate is good. Nothing where it cannot be looked at: a proxy may be the only way out. */
export async function certificateFinding(url: string): Promise<Finding[]> {
  const { protocol, hostname, port } = new URL(url);
  if (protocol !== "https:") return [];
  const until = await validUntil(hostname.replace(/^\[(.*)\]$/, "$1"), Number(port || 443));
  if (until === undefined) return [ok("Certificate", "good")];

  const day = new Date(until).toISOString().slice(0, 10);
  if (until - Date.now() > soonMs) return [ok("Certificate", `good until ${day}`)];
  return [warning("Certificate", `Redmine's ends on ${day}`, "See that it is renewed.")];
}

function validUntil(host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, servername: host, timeout: timeoutMs });
    const end = (until?: number) => {
      socket.destroy();
      resolve(until);
    };
    socket.once("secureConnect", () => {
      const until = Date.parse(socket.getPeerCertificate().valid_to);
      end(Number.isNaN(until) ? undefined : until);
    });
    socket.once("error", () => end());
    socket.once("timeout", () => end());
  });
}

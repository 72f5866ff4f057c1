import { once } from "node:events";
import { connect, createServer } from "node:net";

const tries = 20;
const answerMs = 300; // on this machine a port that is taken answers at once

/** The first port from `wanted` on that nobody uses, or `wanted` itself when all are taken: listening then says so. 0: any. */
export async function freePort(preferred: number, host: string): Promise<number> {
  if (preferred === 0) return listenOnce(0, host).catch(() => 0);
  for (let port = preferred; port < Math.min(preferred + tries, 65_536); port++) {
    if (await isFree(port, host)) return port;
  }
  return preferred;
}

/** Some systems let two programs listen on one port by different addresses, so “localhost” is asked in both families. */
async function isFree(port: number, host: string): Promise<boolean> {
  const answered = await Promise.all(["127.0.0.1", "::1"].map((address) => answers(port, address)));
  if (answered.includes(true)) return false;
  return listenOnce(port, host).then(
    () => true,
    () => false,
  );
}

async function answers(port: number, host: string): Promise<boolean> {
  const socket = connect({ port, host, timeout: answerMs });
  try {
    return await new Promise((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("timeout", () => resolve(false));
      socket.once("error", () => resolve(false));
    });
  } finally {
    socket.destroy();
  }
}

/** The port, once a probe has listened on it and gone. Rejects with the error of the socket. */
export async function listenOnce(port: number, host: string): Promise<number> {
  const probe = createServer();
  probe.listen(port, host);
  await once(probe, "listening"); // throws what “error” is emitted with
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  return typeof address === "object" && address !== null ? address.port : port;
}

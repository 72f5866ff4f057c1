import { connect as dial } from "node:net";
import { listen } from "../../../src/http/listen.ts";
import { createEnding } from "../../../src/http/shutdown.ts";
import { freePort } from "../../support/world.ts";
import { startEdge } from "./edge.ts";

/** The header of a form that is written by hand. */
export const formType = "Content-Type: application/x-www-form-urlencoded";

export type Listening = Awaited<ReturnType<typeof startListening>>;

/** The same edge on a real socket, for what no well-behaved HTTP library would send. */
export async function startListening() {
  const port = await freePort();
  const edge = await startEdge({ baseUrl: `http://localhost:${port}` });
  const listening = await listen({ fetch: edge.app, host: "127.0.0.1", port, ending: createEnding() });

  return {
    edge,
    port,
    stop: async () => {
      await listening.stop(0);
      await edge.stop();
    },
    /** Sends the bytes; gives all that comes back until the server closes, or says nothing for a while. */
    exchange(bytes: string | Buffer, quietMs = 5_000): Promise<string> {
      return new Promise((resolve, reject) => {
        const socket = dial(port, "127.0.0.1");
        let received = "";
        const end = () => {
          socket.destroy();
          resolve(received);
        };
        socket.setTimeout(quietMs, end);
        socket.on("data", (chunk) => {
          received += chunk;
        });
        socket.on("close", end);
        socket.on("error", (error) => (received ? end() : reject(error)));
        socket.write(bytes);
      });
    },
  };
}

export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
}

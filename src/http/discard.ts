import type { Socket } from "node:net";
import { bounds } from "./bounds.ts";
import { startReading, stopReading } from "./reading.ts";

const tickMs = 10;
const bytesPerTick = (bounds.discardedBytes * tickMs) / 1_000;
const readBytes = 64 * 1024; // what Node.js takes from a socket at a time

/**
 * Reads refused bodies and discards them, at a limited rate. Most clients read the answer only after they have sent the whole
 * body, so it has to be read. Each read allocates 64 kB: 300 MB at once would delay everybody by garbage collection.
 */
export function discarder() {
  const waiting = new Set<Socket>();
  let left = bytesPerTick; // a read takes its share before it begins, so that reads under way are counted
  let timer: NodeJS.Timeout | undefined;

  function tick(): void {
    left = bytesPerTick + Math.min(left, 0);
    for (const socket of waiting) {
      if (left <= 0) break;
      waiting.delete(socket);
      resume(socket);
    }
    if (waiting.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  function resume(socket: Socket): void {
    left -= readBytes;
    startReading(socket);
  }

  function wait(socket: Socket): void {
    stopReading(socket);
    waiting.add(socket);
    timer ??= setInterval(tick, tickMs).unref();
  }

  return {
    start(socket: Socket): void {
      socket.once("close", () => waiting.delete(socket));
      if (timer || left <= 0) wait(socket);
      else resume(socket);
    },
    /** A read of this socket has been dropped; its next one begins now or waits. */
    dropped(socket: Socket): void {
      if (left > 0) left -= readBytes;
      else wait(socket);
    },
  };
}

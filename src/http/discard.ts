import { Socket } from "node:net";
import { bounds } from "./bounds.ts";

const tickMs = 10;
const bytesPerTick = (bounds.discardedBytes * tickMs) / 1_000;
const readBytes = 64 * 1024; // what Node.js takes from a socket at a time

/**
 * Reads on what nobody wants, at a limited rate: its sender takes the answer only when it has sent all, and each read costs
 * 64 kB of memory, so that 300 MB at once would keep everybody waiting for the garbage collection.
 */
export function discarder() {
  const waiting = new Set<Socket>();
  let left = bytesPerTick;
  let reading = 0; // sockets that were resumed in this tick
  let timer: NodeJS.Timeout | undefined;

  function tick(): void {
    left = bytesPerTick;
    reading = 0;
    for (const socket of waiting) {
      if (reading * readBytes >= bytesPerTick) break;
      waiting.delete(socket);
      resume(socket);
    }
    if (waiting.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  function resume(socket: Socket): void {
    reading += 1;
    Socket.prototype.resume.call(socket);
  }

  function wait(socket: Socket): void {
    Socket.prototype.pause.call(socket);
    waiting.add(socket);
    timer ??= setInterval(tick, tickMs).unref();
  }

  return {
    start(socket: Socket): void {
      socket.once("close", () => waiting.delete(socket));
      if (timer || reading * readBytes >= bytesPerTick) wait(socket);
      else resume(socket);
    },
    /** A read brought so many bytes, which have been dropped. */
    dropped(socket: Socket, bytes: number): void {
      left -= bytes;
      if (left <= 0) wait(socket);
    },
  };
}

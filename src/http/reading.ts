import { Socket } from "node:net";
import { setImmediate as later } from "node:timers";
import { bounds } from "./bounds.ts";

// A read of a socket costs up to 0.1 ms outside JavaScript, and Node.js reads all sockets that have bytes, up to 1,024, before
// anything else runs. `pause` of a socket does not prevent its next read. So strangers' sockets take turns at being watched.

/** Lets strangers' sockets be read, a few in each turn of the event loop. */
export interface ReadingTurns {
  /** Reads the socket from now on, or when its turn comes. */
  start(socket: Socket): void;
  /** A read brought bytes, or the end of the connection. */
  count(socket: Socket): void;
  /** What is read of the socket is no matter of these turns any more. */
  forget(socket: Socket): void;
}

/** For one HTTP server. `bounds.strangerReads` and `bounds.strangerTurnMs` say how much one turn may read. */
export function readingTurns(): ReadingTurns {
  const watched = new Set<Socket>();
  const newcomers = new Set<Socket>(); // those that wait for their first read, the next one first
  const waiting = new Set<Socket>(); // the others that wait
  let isScheduled = false;
  let reads = 0; // in this turn of the event loop
  let begunAt = 0;

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    begunAt = performance.now();
    later(() => {
      isScheduled = false;
      reads = 0;
      let free: number = bounds.strangerReads;
      for (const queue of [newcomers, waiting]) {
        for (const socket of queue) {
          if (free === 0) break;
          free -= 1;
          queue.delete(socket);
          watch(socket);
        }
      }
      if (newcomers.size + waiting.size > 0) schedule();
    });
  }

  function watch(socket: Socket): void {
    watched.add(socket);
    startReading(socket);
  }

  return {
    start(socket) {
      if (newcomers.size + waiting.size === 0 && reads < bounds.strangerReads) return watch(socket);
      (socket.bytesRead === 0 ? newcomers : waiting).add(socket);
      schedule();
    },
    count(socket) {
      if (!watched.has(socket)) return;
      reads += 1;
      schedule();
      if (reads < bounds.strangerReads && performance.now() - begunAt < bounds.strangerTurnMs) return;
      reads = bounds.strangerReads;
      for (const each of watched) {
        unwatch(each);
        waiting.add(each);
      }
      watched.clear();
    },
    forget(socket) {
      watched.delete(socket);
      newcomers.delete(socket);
      waiting.delete(socket);
    },
  };
}

/** Of a socket that Node.js opened: whether it is being read. */
interface Handle {
  reading: boolean;
  readStart(): void;
  readStop(): void;
}

/** Reads the socket again after `stopReading`; a socket that is read already stays so. */
export function startReading(socket: Socket): void {
  if (socket.destroyed) return;
  Socket.prototype.resume.call(socket);
  const handle = handleOf(socket);
  if (!handle || handle.reading) return;
  handle.reading = true;
  handle.readStart();
}

/** Without what `pause` leaves: that up to 64 kB more are read. */
export function stopReading(socket: Socket): void {
  Socket.prototype.pause.call(socket);
  unwatch(socket);
}

function unwatch(socket: Socket): void {
  const handle = handleOf(socket);
  if (!handle?.reading) return;
  handle.reading = false;
  handle.readStop();
}

function handleOf(socket: Socket): Handle | undefined {
  return (socket as { _handle?: Handle | null })._handle ?? undefined;
}

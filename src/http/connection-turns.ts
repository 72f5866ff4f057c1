import { Socket } from "node:net";
import { setImmediate as later } from "node:timers";
import { bounds } from "./bounds.ts";

// Node.js parses all that a read brings before anything else runs, and a body in one-byte pieces costs a microsecond a byte. So
// connections take turns: what a read brought is parsed slice by slice, and strangers' slices leave time for everything else.

/** A connection whose bytes we hand to Node's HTTP parser. */
export interface Feed {
  readonly socket: Socket;
  isSignedIn: boolean;
  /** Bytes that wait for their turn. */
  readonly waitingBytes: number;
  /** What still comes is thrown away unparsed, and the connection ends after the answer. */
  dropRest(): void;
}

const lingerMs = 500; // for the answer to get out before the reset that unread bytes bring
const peopleTurnMs = 20;

/** Gives connections their turns. `onOverflow`: more bytes wait than `bounds` allow. */
export function connectionTurns(onOverflow: () => void) {
  const people = new Set<Waiting>();
  const strangers = new Set<Waiting>();
  let spentMs = 0; // since other work last had its turn
  let isScheduled = false;
  let waitingBytes = 0;

  interface Waiting extends Feed {
    /** Parses the next slice. False: it has none, or its reader has to catch up first. */
    step(): boolean;
  }

  const laneOf = ({ isSignedIn }: Feed) => (isSignedIn ? people : strangers);
  const limitOf = (lane: Set<Waiting>) => (lane === people ? peopleTurnMs : bounds.strangerTurnMs);

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    later(() => {
      isScheduled = false;
      spentMs = 0;
      for (const lane of [people, strangers]) runLane(lane);
      if (people.size + strangers.size > 0) schedule();
    });
  }

  function runLane(lane: Set<Waiting>): void {
    for (const waiting of lane) {
      if (spentMs >= limitOf(lane)) return;
      lane.delete(waiting);
      if (timed(waiting)) laneOf(waiting).add(waiting); // at the end: the set keeps the order
    }
  }

  function timed(waiting: Waiting): boolean {
    const begun = performance.now();
    try {
      return waiting.step();
    } finally {
      spentMs += performance.now() - begun;
    }
  }

  /** Takes the place of the HTTP server's own listener on a connection that it has just been given. */
  function take(socket: Socket): Feed {
    const [parse] = socket.listeners("data") as ((bytes: Buffer) => void)[];
    if (!parse) throw new Error("A connection that no HTTP server reads");
    let waiting: Buffer[] = [];
    let own = 0;
    let isPaused = false; // by the HTTP server, whose reader has to catch up
    let isDropping = false;

    const forget = () => {
      waitingBytes -= own;
      own = 0;
      waiting = [];
      people.delete(feed);
      strangers.delete(feed);
    };
    const feed: Waiting = {
      socket,
      isSignedIn: false,
      get waitingBytes() {
        return own;
      },
      step: () => {
        const [bytes] = waiting;
        if (!bytes || isPaused || socket.destroyed) return false;
        const slice = bytes.subarray(0, bounds.sliceBytes);
        if (slice.length === bytes.length) waiting.shift();
        else waiting[0] = bytes.subarray(slice.length);
        own -= slice.length;
        waitingBytes -= slice.length;
        parse.call(socket, slice);
        if (own > 0) return !isPaused;
        if (!isPaused) Socket.prototype.resume.call(socket);
        return false;
      },
      dropRest: () => {
        isDropping = true;
        forget();
        Socket.prototype.resume.call(socket);
        socket.destroySoon = () => {
          socket.end();
          setTimeout(() => socket.destroy(), lingerMs).unref();
        };
      },
    };

    socket.on("data", (bytes: Buffer) => {
      if (isDropping) return;
      waiting.push(bytes);
      own += bytes.length;
      waitingBytes += bytes.length;
      const lane = laneOf(feed);
      let hasMore = !isPaused;
      if (people.size === 0 && (feed.isSignedIn || strangers.size === 0)) {
        while (hasMore && spentMs < limitOf(lane)) hasMore = timed(feed);
      }
      if (own > 0) Socket.prototype.pause.call(socket);
      if (hasMore) lane.add(feed);
      if (waitingBytes > bounds.waitingBytes) onOverflow();
      schedule();
    });
    socket.off("data", parse);
    socket.pause = () => {
      isPaused = true;
      return Socket.prototype.pause.call(socket);
    };
    socket.resume = () => {
      isPaused = false;
      if (own === 0 || isDropping) return Socket.prototype.resume.call(socket);
      laneOf(feed).add(feed);
      schedule();
      return socket;
    };
    socket.once("close", forget);
    return feed;
  }

  return { take };
}

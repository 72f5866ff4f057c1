import type { ServerResponse } from "node:http";
import { Socket } from "node:net";
import { setImmediate as later } from "node:timers";
import { bounds } from "./bounds.ts";
import { discarder } from "./discard.ts";

// Node.js parses all that a read brings before anything else runs, and a body in one-byte pieces costs a microsecond a byte. So
// connections take turns: what a read brought is parsed slice by slice, and strangers' slices leave time for everything else.
// A connection's requests are answered one after the other, each in a turn of its own: of 500 that come at once without a reader
// for the answers, only one answer is made.

/** A connection whose bytes we hand to Node's HTTP parser. */
export interface Feed {
  readonly socket: Socket;
  isSignedIn: boolean;
  /** Bytes that wait for their turn. */
  readonly waitingBytes: number;
  /** Answers a request that has been parsed, at once or after those before it. */
  answer(response: ServerResponse, handle: () => void): void;
  /** What still comes is thrown away unparsed, and the connection ends after the answer. */
  dropRest(): void;
}

const lingerMs = 500; // for the answer to get out before the reset that unread bytes bring
const peopleTurnMs = 20;
const partsOfTurn = 16; // each begins one request at most, because what promises do for it runs between them

/** Of a connection. `begun`: a request is being answered. `done`: nothing is left to do, or its reader has to catch up first. */
type Step = "parsed" | "begun" | "done";

/** Gives connections their turns. `onOverflow`: more bytes wait than `bounds` allow. */
export function connectionTurns(onOverflow: () => void) {
  const people = new Set<Waiting>();
  const strangers = new Set<Waiting>();
  const discarded = discarder();
  let begunAt = 0; // when other work last had its turn
  let isScheduled = false;
  let waitingBytes = 0;

  interface Waiting extends Feed {
    /** Parses the next slice, or begins to answer the next request. */
    step(): Step;
  }

  const laneOf = ({ isSignedIn }: Feed) => (isSignedIn ? people : strangers);
  const hasTime = (lane: Set<Waiting>) =>
    performance.now() - begunAt < (lane === people ? peopleTurnMs : bounds.strangerTurnMs);

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    later(() => {
      isScheduled = false;
      begunAt = performance.now();
      runPart();
      if (people.size + strangers.size > 0) schedule();
    });
    for (let part = 1; part < partsOfTurn; part += 1) later(runPart);
  }

  function runPart(): void {
    for (const lane of [people, strangers]) {
      for (const waiting of lane) {
        if (!hasTime(lane)) break;
        lane.delete(waiting);
        const step = waiting.step();
        if (step !== "done") laneOf(waiting).add(waiting); // at the end: the set keeps the order
        if (step === "begun") return;
      }
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
    let isAnswering = false;
    let hasBegun = false; // to answer a request, in this step
    let requests: (() => void)[] = [];

    const forget = () => {
      waitingBytes -= own;
      own = 0;
      waiting = [];
      requests = [];
      people.delete(feed);
      strangers.delete(feed);
    };
    const wake = () => {
      laneOf(feed).add(feed);
      schedule();
    };
    const begin = (handle: () => void) => {
      isAnswering = true;
      hasBegun = true;
      handle();
    };
    const feed: Waiting = {
      socket,
      isSignedIn: false,
      get waitingBytes() {
        return own;
      },
      answer: (response, handle) => {
        response.once("close", () => {
          isAnswering = false;
          if (requests.length > 0) wake();
        });
        if (isAnswering || requests.length > 0) requests.push(handle);
        else begin(handle);
      },
      step: () => {
        if (socket.destroyed) return "done";
        const [bytes] = waiting;
        const [request] = requests;
        if (request && !isAnswering) {
          requests.shift();
          begin(request);
          return "begun";
        }
        if (request || !bytes || isPaused) return "done";
        const slice = bytes.subarray(0, bounds.sliceBytes);
        if (slice.length === bytes.length) waiting.shift();
        else waiting[0] = bytes.subarray(slice.length);
        own -= slice.length;
        waitingBytes -= slice.length;
        hasBegun = false;
        parse.call(socket, slice);
        if (own === 0 && !isPaused) Socket.prototype.resume.call(socket);
        return hasBegun ? "begun" : own > 0 && !isPaused ? "parsed" : "done";
      },
      dropRest: () => {
        isDropping = true;
        forget();
        discarded.start(socket);
        socket.destroySoon = () => {
          socket.end();
          setTimeout(() => socket.destroy(), lingerMs).unref();
        };
      },
    };

    socket.on("data", (bytes: Buffer) => {
      if (isDropping) return discarded.dropped(socket);
      waiting.push(bytes);
      own += bytes.length;
      waitingBytes += bytes.length;
      const lane = laneOf(feed);
      if (!isScheduled) begunAt = performance.now();
      let step: Step = "parsed";
      if (people.size === 0 && (feed.isSignedIn || strangers.size === 0)) {
        while (step === "parsed" && hasTime(lane)) step = feed.step();
      }
      if (own > 0) Socket.prototype.pause.call(socket);
      if (step !== "done") lane.add(feed);
      if (waitingBytes > bounds.waitingBytes) onOverflow();
      schedule();
    });
    socket.off("data", parse);
    socket.pause = () => {
      isPaused = true;
      return isDropping ? socket : Socket.prototype.pause.call(socket);
    };
    socket.resume = () => {
      isPaused = false;
      if (isDropping) return socket;
      if (own === 0) return Socket.prototype.resume.call(socket);
      wake();
      return socket;
    };
    socket.once("close", forget);
    return feed;
  }

  return { take };
}

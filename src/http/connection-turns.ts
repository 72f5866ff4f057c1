import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setImmediate as later } from "node:timers";
import { bounds } from "./bounds.ts";
import { discarder } from "./discard.ts";
import { readingTurns, startReading, stopReading } from "./reading.ts";

// Node.js parses all that a read brings before anything else runs, and a body in one-byte pieces costs a microsecond a byte. So
// connections take turns: what a read brought is parsed slice by slice, and strangers' slices leave time for everything else.
// A connection's requests are answered one after the other, each in a turn of its own: of 500 that come at once without a reader
// for the answers, only one answer is made.

/** A connection whose bytes we hand to Node's HTTP parser. */
export interface Feed {
  readonly socket: Socket;
  readonly isSignedIn: boolean;
  /** A call of a signed-in person has come. */
  signIn(): void;
  /** Bytes that wait for their turn. */
  readonly waitingBytes: number;
  /** Answers a request that has been parsed, at once or after those before it. */
  answer(response: ServerResponse, handle: () => void): void;
  /** What still comes is thrown away unparsed, and the connection ends after the answer. */
  dropRest(): void;
}

const lingerMs = 500; // for the answer to get out before the reset that unread bytes bring
const peopleTurnMs = 5;
const partsOfTurn = 16; // each begins one request at most, because what promises do for it runs between them

/** Of a connection. `begun`: a request is being answered. `done`: nothing is left to do, or its reader has to catch up first. */
type Step = "parsed" | "begun" | "done";

/** Gives connections their turns. `onOverflow`: more bytes wait than `bounds` allow. */
export function connectionTurns(onOverflow: () => void) {
  const people: Lane = { feeds: new Set(), turnMs: peopleTurnMs, steps: 0 };
  const newcomers: Lane = { feeds: new Set(), turnMs: bounds.strangerTurnMs, steps: 0 };
  const strangers: Lane = { feeds: new Set(), turnMs: bounds.strangerTurnMs, steps: 0 };
  const lanes = [people, newcomers, strangers];
  const discarded = discarder();
  const strangersReading = readingTurns();
  let begunAt = 0; // when other work last had its turn
  let isScheduled = false;
  let waitingBytes = 0;

  interface Waiting extends Feed {
    /** Nothing of it has been parsed. */
    readonly isNew: boolean;
    /** Parses the next slice, or begins to answer the next request. */
    step(): Step;
  }

  interface Lane {
    /** Those that wait, the next one first. */
    readonly feeds: Set<Waiting>;
    readonly turnMs: number;
    /** In this turn of the event loop. */
    steps: number;
  }

  const laneOf = ({ isSignedIn, isNew }: Waiting) => (isSignedIn ? people : isNew ? newcomers : strangers);
  /** One step in any case, so that a lane in which there is always work does not stop the others. */
  const hasTime = (lane: Lane) => lane.steps === 0 || performance.now() - begunAt < lane.turnMs;

  function beginTurn(): void {
    begunAt = performance.now();
    for (const lane of lanes) lane.steps = 0;
  }

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    later(() => {
      isScheduled = false;
      beginTurn();
      runPart();
      if (lanes.some(({ feeds }) => feeds.size > 0)) schedule();
    });
    for (let part = 1; part < partsOfTurn; part += 1) later(runPart);
  }

  function runPart(): void {
    for (const lane of lanes) {
      for (const waiting of lane.feeds) {
        if (!hasTime(lane)) break;
        lane.feeds.delete(waiting);
        lane.steps += 1;
        const step = waiting.step();
        if (step !== "done") laneOf(waiting).feeds.add(waiting); // at the end: the set keeps the order
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
    let isSignedIn = false;
    let isNew = true;
    let hasBegun = false; // to answer a request, in this step
    let requests: (() => void)[] = [];

    const forget = () => {
      waitingBytes -= own;
      own = 0;
      waiting = [];
      requests = [];
      for (const { feeds } of lanes) feeds.delete(feed);
    };
    const read = () => {
      if (feed.isSignedIn) startReading(socket);
      else strangersReading.start(socket);
    };
    const wake = () => {
      laneOf(feed).feeds.add(feed);
      schedule();
    };
    const begin = (handle: () => void) => {
      isAnswering = true;
      hasBegun = true;
      handle();
    };
    const feed: Waiting = {
      socket,
      get isSignedIn() {
        return isSignedIn;
      },
      signIn: () => {
        if (isSignedIn) return;
        isSignedIn = true;
        strangersReading.forget(socket);
        if (own === 0 && !isPaused && !isDropping) read();
      },
      get isNew() {
        return isNew;
      },
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
        isNew = false;
        parse.call(socket, slice);
        if (own === 0 && !isPaused && !isDropping) read();
        return hasBegun ? "begun" : own > 0 && !isPaused ? "parsed" : "done";
      },
      dropRest: () => {
        isDropping = true;
        forget();
        strangersReading.forget(socket);
        discarded.start(socket);
        socket.destroySoon = () => {
          socket.end();
          setTimeout(() => socket.destroy(), lingerMs).unref();
        };
      },
    };

    socket.on("data", (bytes: Buffer) => {
      strangersReading.count(socket);
      if (isDropping) return discarded.dropped(socket);
      waiting.push(bytes);
      own += bytes.length;
      waitingBytes += bytes.length;
      if (!isScheduled) beginTurn();
      const lane = laneOf(feed);
      let step: Step = "parsed";
      // at once, where nothing waits that comes before it
      if (lanes.slice(0, lanes.indexOf(lane) + 1).every(({ feeds }) => feeds.size === 0)) {
        while (step === "parsed" && hasTime(lane)) {
          lane.steps += 1;
          step = feed.step();
        }
      }
      if (own > 0) {
        strangersReading.forget(socket);
        stopReading(socket);
      }
      if (step !== "done") laneOf(feed).feeds.add(feed);
      if (waitingBytes > bounds.waitingBytes) onOverflow();
      schedule();
    });
    socket.off("data", parse);
    socket.pause = () => {
      isPaused = true;
      if (isDropping) return socket;
      strangersReading.forget(socket);
      stopReading(socket);
      return socket;
    };
    socket.resume = () => {
      isPaused = false;
      if (isDropping) return socket;
      if (own === 0) read();
      else wake();
      return socket;
    };
    socket.once("end", () => strangersReading.count(socket));
    socket.once("close", () => {
      forget();
      strangersReading.forget(socket);
    });
    read();
    return feed;
  }

  return { take };
}

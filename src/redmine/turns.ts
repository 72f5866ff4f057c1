import { RedmineFailure } from "./failure.ts";

/** Whose request it is: a user's number, or a word of ours for what belongs to nobody yet. */
export type Person = number | string;

export interface Turn {
  person: Person;
  /** A page, an export or a long list, which takes Redmine seconds rather than milliseconds. */
  heavy: boolean;
}

/** Runs the work when its turn comes. Throws RedmineFailure `busy` where too many wait, and the signal's reason while it waits. */
export type Turns = <T>(turn: Turn, signal: AbortSignal, work: () => Promise<T>) => Promise<T>;

const maxWaiting = 400;
const maxWaitingPerPerson = 100;
const mostBesideOthers = 3; // of one person
const placesOfOne = 4; // beside others, a person has one for so many, at least two; a heavy request takes two of them
const heavyAlone = 2; // of one person: two of them keep one Ruby process busy
const placesOfOneHeavy = 8; // two heavy requests in one Ruby process make a light one wait 200 ms at each of its steps
const heavyPatienceMs = 1_000; // how long the next heavy request waits for a moment without others' light ones
const keptForLight = 2; // places that no heavy request and no single person takes
const othersCountFor = 10_000; // ms: who asked just now will ask again

interface Waiting extends Turn {
  start(): void;
}

interface Running {
  all: number;
  heavy: number;
}

const nothing: Running = { all: 0, heavy: 0 };

/**
 * Gives a number of places to people in turn, so that one with many requests does not delay another's. While others are
 * active, a person has two of eight places (three of twelve and more), and of everybody's heavy requests one is under way for
 * each eight places. It begins when no light request of others is under way, or after a second.
 */
export function createTurns(places: number, now: () => number = () => performance.now()): Turns {
  const queues = new Map<Person, Waiting[]>(); // in the order in which people are served next
  const running = new Map<Person, Running>();
  const active = activePeople(now);
  const shared = Math.max(1, places - keptForLight);
  const besideOthers = Math.min(mostBesideOthers, Math.max(2, Math.floor(places / placesOfOne)));
  const heavyBesideOthers = Math.max(1, Math.floor(places / placesOfOneHeavy));
  const sum: Running = { all: 0, heavy: 0 };
  const waiting: Running = { all: 0, heavy: 0 };
  let patience: NodeJS.Timeout | undefined;
  let isPatienceOver = false;

  function mayStart({ person, heavy }: Turn): boolean {
    const own = running.get(person) ?? nothing;
    if (own.all >= shared) return false;
    if (!active.othersThan(person)) return !heavy || own.heavy < heavyAlone;

    const left = besideOthers - own.all - own.heavy;
    if (!heavy) return left >= 1;
    const othersLight = sum.all - sum.heavy - (own.all - own.heavy);
    return left >= 2 && sum.heavy < heavyBesideOthers && (othersLight === 0 || isPatienceOver);
  }

  function startNext(): void {
    while (sum.all < places) {
      const next = takeNext(false) ?? takeNext(true);
      if (!next) break;
      next.start();
    }
    if (waiting.heavy > 0 && sum.heavy < heavyBesideOthers) patience ??= setTimeout(onPatienceOver, heavyPatienceMs);
  }

  function onPatienceOver(): void {
    isPatienceOver = true;
    startNext();
  }

  function takeNext(heavy: boolean): Waiting | undefined {
    for (const [person, queue] of queues) {
      const at = queue.findIndex((turn) => turn.heavy === heavy && mayStart(turn));
      const [next] = at < 0 ? [] : queue.splice(at, 1);
      if (!next) continue;
      queues.delete(person);
      if (queue.length > 0) queues.set(person, queue); // behind the others
      countIn(waiting, next, -1);
      return next;
    }
    return undefined;
  }

  function count(turn: Turn, by: 1 | -1): void {
    const own = running.get(turn.person) ?? { ...nothing };
    countIn(sum, turn, by);
    countIn(own, turn, by);
    if (own.all > 0) running.set(turn.person, own);
    else running.delete(turn.person);
    if (!turn.heavy) return;
    clearTimeout(patience);
    patience = undefined;
    isPatienceOver = false;
  }

  function wait(turn: Turn, signal: AbortSignal): Promise<void> {
    const queue = queues.get(turn.person) ?? [];
    if (waiting.all >= maxWaiting || queue.length >= maxWaitingPerPerson) {
      throw new RedmineFailure({ reason: "unavailable", because: "busy", sent: "nothing" });
    }

    return new Promise((resolve, reject) => {
      const giveUp = () => {
        queue.splice(queue.indexOf(entry), 1);
        countIn(waiting, turn, -1);
        if (queue.length === 0) queues.delete(turn.person);
        reject(signal.reason);
      };
      const entry: Waiting = {
        ...turn,
        start: () => {
          signal.removeEventListener("abort", giveUp);
          count(turn, 1);
          resolve();
        },
      };
      signal.addEventListener("abort", giveUp, { once: true });
      queue.push(entry);
      queues.set(turn.person, queue);
      countIn(waiting, turn, 1);
      if (turn.heavy) startNext();
    });
  }

  return async (turn, signal, work) => {
    active.saw(turn.person);
    const isFirst = turn.heavy ? waiting.heavy === 0 : true; // light ones that wait are those that may not start
    if (isFirst && sum.all < places && mayStart(turn)) count(turn, 1);
    else await wait(turn, signal);

    try {
      return await work();
    } finally {
      count(turn, -1);
      startNext();
    }
  };
}

function countIn(running: Running, { heavy }: Turn, by: 1 | -1): void {
  running.all += by;
  if (heavy) running.heavy += by;
}

/** Whether anybody else asked within the last seconds: the latest two people tell. */
function activePeople(now: () => number) {
  let latest: { person: Person; at: number } | undefined;
  let before: typeof latest;

  return {
    saw(person: Person): void {
      if (latest?.person !== person) before = latest;
      latest = { person, at: now() };
    },
    othersThan(person: Person): boolean {
      const other = latest?.person === person ? before : latest;
      return other !== undefined && now() - other.at < othersCountFor;
    },
  };
}

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
const perPersonBesideOthers = 3;
const heavyPerPerson = 2; // two of them keep one Ruby process busy
const keptForLight = 2; // places that no heavy request and no single person takes
const othersCountFor = 10_000; // ms: who asked just now will ask again

interface Waiting extends Turn {
  start(): void;
}

/**
 * Gives a number of places to people in turn, so that one with many requests does not delay another's: at most three places
 * for each while others are active, two of them for heavy requests.
 */
export function createTurns(places: number, now: () => number = () => performance.now()): Turns {
  const queues = new Map<Person, Waiting[]>(); // in the order in which people are served next
  const running = new Map<Person, { all: number; heavy: number }>();
  const active = activePeople(now);
  const shared = Math.max(1, places - keptForLight);
  let taken = 0;
  let heavyTaken = 0;
  let waiting = 0;

  function mayStart({ person, heavy }: Turn): boolean {
    const own = running.get(person) ?? { all: 0, heavy: 0 };
    if (own.all >= (active.othersThan(person) ? Math.min(perPersonBesideOthers, shared) : shared)) return false;
    return !heavy || (own.heavy < heavyPerPerson && heavyTaken < shared);
  }

  function startNext(): void {
    while (taken < places) {
      const next = takeNext();
      if (!next) return;
      next.start();
    }
  }

  function takeNext(): Waiting | undefined {
    for (const [person, queue] of queues) {
      const at = queue.findIndex(mayStart);
      const [next] = at < 0 ? [] : queue.splice(at, 1);
      if (!next) continue;
      queues.delete(person);
      if (queue.length > 0) queues.set(person, queue); // behind the others
      waiting -= 1;
      return next;
    }
    return undefined;
  }

  function count({ person, heavy }: Turn, by: 1 | -1): void {
    const own = running.get(person) ?? { all: 0, heavy: 0 };
    taken += by;
    own.all += by;
    if (heavy) {
      heavyTaken += by;
      own.heavy += by;
    }
    if (own.all > 0) running.set(person, own);
    else running.delete(person);
  }

  function wait(turn: Turn, signal: AbortSignal): Promise<void> {
    const queue = queues.get(turn.person) ?? [];
    if (waiting >= maxWaiting || queue.length >= maxWaitingPerPerson) {
      throw new RedmineFailure({ reason: "unavailable", because: "busy", sent: "nothing" });
    }

    return new Promise((resolve, reject) => {
      const giveUp = () => {
        queue.splice(queue.indexOf(entry), 1);
        waiting -= 1;
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
      waiting += 1;
    });
  }

  return async (turn, signal, work) => {
    active.saw(turn.person);
    if (taken < places && mayStart(turn))
      count(turn, 1); // those that wait are those that may not start
    else await wait(turn, signal);

    try {
      return await work();
    } finally {
      count(turn, -1);
      startNext();
    }
  };
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

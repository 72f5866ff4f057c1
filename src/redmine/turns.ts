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
const restPerDelay = 2; // rest between heavy requests, in times of what light ones took beside the last
const longestRestMs = 2_000;
const longestWithRestsMs = 5_000; // a heavy request that has waited so long begins without the rest: a read ends after 20 s
const keptForLight = 2; // places that no heavy request and no single person takes
const othersCountFor = 10_000; // ms: who asked just now will ask again

interface Waiting extends Turn {
  since: number;
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
 * each eight places. It begins when no light request of others is under way, or after a second. Before it there is a rest of
 * twice the time that others' light requests took beside the last one: long where Redmine is one process of Ruby, which
 * answers them when it is done with the heavy one, and short where it is several.
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
  let restUntil = 0;
  let isResting = false; // a timer runs

  function mayStart({ person, heavy, since }: Turn & { since: number }): boolean {
    const ofPerson = running.get(person) ?? nothing;
    if (ofPerson.all >= shared) return false;
    if (!active.othersThan(person)) return !heavy || ofPerson.heavy < heavyAlone;

    const left = besideOthers - ofPerson.all - ofPerson.heavy;
    if (!heavy) return left >= 1;
    if (left < 2 || sum.heavy >= heavyBesideOthers) return false;
    if (now() < restUntil && now() - since < longestWithRestsMs) return false;
    const othersLight = sum.all - sum.heavy - (ofPerson.all - ofPerson.heavy);
    return othersLight === 0 || isPatienceOver;
  }

  /** After a light request that began beside a heavy one of somebody else. */
  function rest(tookMs: number): void {
    restUntil = Math.max(restUntil, now() + Math.min(restPerDelay * tookMs, longestRestMs));
  }

  function startNext(): void {
    while (sum.all < places) {
      const next = takeNext(false) ?? takeNext(true);
      if (!next) break;
      next.start();
    }
    if (waiting.heavy === 0 || sum.heavy >= heavyBesideOthers) return;
    const restMs = restUntil - now();
    if (restMs <= 0) patience ??= setTimeout(onPatienceOver, heavyPatienceMs);
    else if (!isResting) {
      isResting = true;
      setTimeout(onRestOver, restMs);
    }
  }

  function onRestOver(): void {
    isResting = false;
    startNext();
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
    const ofPerson = running.get(turn.person) ?? { ...nothing };
    countIn(sum, turn, by);
    countIn(ofPerson, turn, by);
    if (ofPerson.all > 0) running.set(turn.person, ofPerson);
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
        since: now(),
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
    if (isFirst && sum.all < places && mayStart({ ...turn, since: now() })) count(turn, 1);
    else await wait(turn, signal);

    const begin = now();
    const isBesideHeavy = !turn.heavy && sum.heavy > (running.get(turn.person)?.heavy ?? 0);
    try {
      return await work();
    } finally {
      count(turn, -1);
      if (isBesideHeavy) rest(now() - begin);
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

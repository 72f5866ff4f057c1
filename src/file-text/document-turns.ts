interface Waiting {
  start(): void;
  refuse(): void;
}

export interface Limits {
  /** Pieces of work at a time. */
  atATime: number;
  /** Pieces of work that wait, of all people. */
  waiting: number;
  /** Time that one waits. */
  patienceMs: number;
}

/** Runs the work when its turn comes; undefined where it waited too long, or too many wait. */
export type DocumentTurns = <T>(person: number, work: () => Promise<T>) => Promise<T | undefined>;

/**
 * Turns go round by person, and whoever was served last is behind the others. Where no more may wait, somebody's first takes
 * the place of the newest of whoever has most waiting.
 */
export function createDocumentTurns({ atATime, waiting: mostWaiting, patienceMs }: Limits): DocumentTurns {
  const queues = new Map<number, Waiting[]>(); // in the order in which people are served next; none is empty
  let running = 0;

  function waits(): number {
    return [...queues.values()].reduce((sum, queue) => sum + queue.length, 0);
  }

  /** Whether there is a place in the queue now. */
  function makePlace(person: number): boolean {
    if (waits() < mostWaiting) return true;
    const longest = [...queues.values()].reduce((most, queue) => (queue.length > most.length ? queue : most));
    if (queues.has(person) || longest.length < 2) return false;
    longest.at(-1)?.refuse();
    return true;
  }

  function isTurn(person: number): Promise<boolean> {
    if (!makePlace(person)) return Promise.resolve(false);

    return new Promise((resolve) => {
      const leave = (mayStart: boolean) => {
        clearTimeout(patience);
        const others = (queues.get(person) ?? []).filter((each) => each !== entry);
        if (others.length > 0) queues.set(person, others);
        else queues.delete(person);
        resolve(mayStart);
      };
      const entry: Waiting = { start: () => leave(true), refuse: () => leave(false) };
      const patience = setTimeout(entry.refuse, patienceMs);
      queues.set(person, [...(queues.get(person) ?? []), entry]);
    });
  }

  function startNext(served: number): void {
    const own = queues.get(served);
    if (own) {
      queues.delete(served);
      queues.set(served, own); // behind the others
    }
    const [next] = queues.values();
    if (!next?.[0]) return;
    running += 1;
    next[0].start();
  }

  return async (person, work) => {
    const isFree = running < atATime;
    if (isFree)
      running += 1; // of those that wait, startNext counts them
    else if (!(await isTurn(person))) return undefined;
    try {
      return await work();
    } finally {
      running -= 1;
      startNext(person);
    }
  };
}

import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";

const everyTurnForMs = 2; // another process's write takes less, and after it there may be a gap of microseconds only
const longestPauseMs = 5; // a try costs some 20 µs, and who looks rarely starves among those who write all the time
const sqliteBusy = 5; // the low byte; the rest of an extended code says why

/**
 * Runs statements that another process's lock may refuse, and tries those again, in order of arrival, for `waitMs`.
 * SQLite's own busy timeout is not used: node:sqlite waits inside the call, and one process's lock would stop the event loop of
 * every other one. While some wait, only the first in line tries.
 */
export function waitingForLock(waitMs: number) {
  let lastInLine: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  return async function run<T>(attempt: () => T, isRead: boolean): Promise<T> {
    // In WAL mode readers do not wait for a writer, so a read need not stand in line.
    if (waiting === 0 || isRead) {
      try {
        return attempt();
      } catch (error) {
        if (!isBusy(error)) throw error;
      }
    }

    const until = performance.now() + waitMs;
    waiting += 1;
    const turn = lastInLine
      .then(() => retry(attempt, until))
      .finally(() => {
        waiting -= 1;
      });
    lastInLine = turn.catch(() => {});
    return turn;
  };
}

async function retry<T>(attempt: () => T, until: number): Promise<T> {
  const patientFrom = performance.now() + everyTurnForMs;
  for (;;) {
    // Even before the first try: a long line that moves must not hold the event loop either.
    await (performance.now() < patientFrom ? nextTurn() : sleep(longestPauseMs * Math.random()));
    try {
      return attempt();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= until) throw error;
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && (Number(error.errcode) & 0xff) === sqliteBusy;
}

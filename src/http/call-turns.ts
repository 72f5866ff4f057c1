import type { Context } from "hono";
import { bounds } from "./bounds.ts";

/** Of a person: calls that run, and those that wait, the oldest first. */
interface Calls {
  running: number;
  waiting: Set<() => void>;
}

/**
 * Gives a person's calls their turns, so that hundreds of one person at a time cost another one's call no more than
 * `bounds.callsOfOne` of them do. Those that wait are in `bounds.callsBytesOfOne` already.
 */
export function callTurns() {
  const people = new Map<number, Calls>();

  /** Resolves at the call's turn, or when its client has left. Its turn ends with its answer. */
  return async (context: Context, user: number): Promise<void> => {
    const outgoing = (context.env as { outgoing?: NodeJS.EventEmitter & { closed?: boolean } } | undefined)?.outgoing;
    if (!outgoing || outgoing.closed) return;
    const calls = people.get(user) ?? { running: 0, waiting: new Set() };
    people.set(user, calls);

    const begin = () => {
      calls.running += 1;
      outgoing.once("close", () => {
        calls.running -= 1;
        const [next] = calls.waiting;
        if (next) next();
        else if (calls.running === 0) people.delete(user);
      });
    };
    if (calls.running < bounds.callsOfOne) return begin();

    await new Promise<void>((resolve) => {
      const next = () => {
        calls.waiting.delete(next);
        outgoing.off("close", leave);
        begin();
        resolve();
      };
      const leave = () => {
        calls.waiting.delete(next);
        resolve();
      };
      calls.waiting.add(next);
      outgoing.once("close", leave);
    });
  };
}

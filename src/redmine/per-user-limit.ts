import { RedmineFailure } from "./failure.ts";
import type { Send } from "./send.ts";

const maxOfOnePerson = 100; // of the 424 requests that are under way or wait (send.ts)

/** Nobody takes all the places in the queue: requests of one sign-in beyond a bound are told to come back. */
export function fairly(send: Send): (key: string) => Send {
  const underWay = new Map<string, number>();

  return (key) =>
    async (...call) => {
      const now = underWay.get(key) ?? 0;
      if (now >= maxOfOnePerson) throw new RedmineFailure({ reason: "unavailable", because: "busy", sent: "nothing" });
      underWay.set(key, now + 1);
      try {
        return await send(...call);
      } finally {
        const left = (underWay.get(key) ?? 1) - 1;
        if (left > 0) underWay.set(key, left);
        else underWay.delete(key);
      }
    };
}

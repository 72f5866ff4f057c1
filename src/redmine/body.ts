import { type ByteBudget, createHeld, type Held, type Share } from "./byte-budget.ts";
import { limits as bounds } from "./limits.ts";
import type { Person } from "./turns.ts";

// a call that holds large answers already would wait for itself, were it not for others that end in the meantime
const patienceMs = 1_000;

export interface Limits {
  maxBytes: number;
  budget: ByteBudget;
  /** For whom it is read. */
  person: Person;
  /** Keeps a large answer's share of the budget until the call ends; without it, until the answer is read. */
  held?: Held | undefined;
  signal: AbortSignal;
  /** Which part of a longer body is kept: the beginning, unless told otherwise. */
  keep?: "beginning" | "end" | undefined;
}

/** `maxBytes` of the body at most. One that turns out large waits for its share of the process's budget before it is read on. */
export async function readBody(response: Response, limits: Limits): Promise<{ body: Uint8Array; cut: boolean }> {
  if (!response.body) return { body: new Uint8Array(), cut: false };
  const { maxBytes, budget, person, signal, keep } = limits;
  const held = limits.held ?? createHeld();
  const reader = response.body.getReader();
  const { aborted, stop } = rejectsOnAbort(signal);
  const read = () => Promise.race([reader.read(), aborted]); // fetch can leave a read without an end when a body fails at once
  const chunks: Uint8Array[] = [];
  let length = 0;
  let dropped = 0;
  let share: Share | undefined;
  let whole: Buffer | undefined; // of a large answer: to join 8 MB at its end would take tens of milliseconds
  const joined = () => (whole ? whole.subarray(0, length) : Buffer.concat(chunks));

  try {
    for (let next = await read(); !next.done; next = await read()) {
      if (whole) whole.set(next.value.subarray(0, maxBytes - length), length);
      else chunks.push(next.value);
      length += next.value.length;
      if (length > maxBytes && keep !== "end") return { body: joined().subarray(0, maxBytes), cut: true };
      for (let [first] = chunks; first && length - first.length >= maxBytes; [first] = chunks) {
        chunks.shift();
        length -= first.length;
        dropped += first.length;
      }
      if (dropped > bounds.fileBytes) break;
      if (length > bounds.smallBytes && !share) {
        held.count += 1;
        const isFirst = held.count === 1;
        const patience = isFirst ? undefined : patienceMs;
        share = await budget.reserve(expected(response, maxBytes), { person, patienceMs: patience, signal });
        held.add(share);
        if (keep !== "end") whole = wholeOf(chunks, maxBytes);
      }
    }
    share?.shrinkTo(length);
    const body = joined();
    return { body: body.subarray(Math.max(0, length - maxBytes)), cut: dropped > 0 || length > maxBytes };
  } finally {
    stop();
    const closed = reader.cancel().catch(() => undefined); // closes the connection where the body was not read to its end
    if (!signal.aborted) await closed;
    if (!limits.held) held.releaseAll();
  }
}

/** Memory that nothing has been written to costs nothing. */
function wholeOf(chunks: Uint8Array[], maxBytes: number): Buffer {
  const whole = Buffer.allocUnsafeSlow(maxBytes);
  let at = 0;
  for (const chunk of chunks.splice(0)) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function rejectsOnAbort(signal: AbortSignal): { aborted: Promise<never>; stop: () => void } {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  aborted.catch(() => undefined); // nobody may be reading when it comes
  const onAbort = () => reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  return { aborted, stop: () => signal.removeEventListener("abort", onAbort) };
}

/** A declared length is believed only where it asks for less. */
function expected({ headers }: Response, maxBytes: number): number {
  const declared = Number(headers.get("content-length") ?? Number.NaN);
  return declared > 0 && !headers.has("content-encoding") ? Math.min(declared, maxBytes) : maxBytes;
}

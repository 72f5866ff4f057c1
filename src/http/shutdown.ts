import { refusal } from "./origins.ts";

/** How a server goes: first it tells everyone, later it ends what has not ended by itself. */
export interface Ending {
  /** It was asked to stop: not ready any more, and nothing else changes yet. */
  readonly stopping: AbortSignal;
  /** It takes no new connections, and each that is kept ends with its next answer. */
  readonly closing: AbortSignal;
  /** The calls had their time. Each that is left gets an answer of ours instead of a cut connection. */
  readonly cutOff: AbortSignal;
}

/** The same from the side of the one who decides. */
export interface EndingControl extends Ending {
  stop(): void;
  close(): void;
  cut(): void;
}

/** The three steps of a shutdown, each with its signal. Call them in the order `stop`, `close`, `cut`. */
export function createEnding(): EndingControl {
  const stopping = new AbortController();
  const closing = new AbortController();
  const cutOff = new AbortController();

  return {
    stopping: stopping.signal,
    closing: closing.signal,
    cutOff: cutOff.signal,
    stop: () => stopping.abort(),
    close: () => closing.abort(),
    cut: () => cutOff.abort(),
  };
}

const notice =
  "The server has to restart before this call has ended. If it was to change something, read that before repeating it";

/** JSON-RPC error for the call that is not waited for any longer. */
export function cutOffError(id: unknown) {
  return { ...refusal(notice), id: typeof id === "string" || typeof id === "number" ? id : null };
}

/** The answer, or word of the server's end if that comes first; what was begun goes on as long as the process lives. */
export async function orCutOff(answer: Promise<Response>, id: unknown, cutOff: AbortSignal): Promise<Response> {
  const { promise, resolve } = Promise.withResolvers<Response>();
  const onCut = () => resolve(Response.json(cutOffError(id), { status: 503, headers: { "Retry-After": "1" } }));
  if (cutOff.aborted) onCut();
  cutOff.addEventListener("abort", onCut, { once: true });

  return Promise.race([answer, promise]).finally(() => cutOff.removeEventListener("abort", onCut));
}

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

/** How a server goes: first it tells everyone, later it ends what has not ended by itself. */
export interface Ending {
  /** It was asked to stop: not ready, keeps no connection open, and still answers everything. */
  readonly stopping: AbortSignal;
  /** The calls had their time. Each that is left gets an answer of ours instead of a cut connection. */
  readonly cutOff: AbortSignal;
}

/** The same from the side of the one who decides. */
export interface EndingControl extends Ending {
  stop(): void;
  cut(): void;
}

export function createEnding(): EndingControl {
  const stopping = new AbortController();
  const cutOff = new AbortController();

  return {
    stopping: stopping.signal,
    cutOff: cutOff.signal,
    stop: () => stopping.abort(),
    cut: () => cutOff.abort(),
  };
}

import { StoreUnavailable } from "./store.ts";

/** Whatever a driver threw, as the one error that a caller has to know. */
export function unavailable(name: string, error: unknown): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error;
  return new StoreUnavailable(`${name}: ${reasonOf(error)}`, { cause: error });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A refused connection to a host with two addresses is an AggregateError without a message.
  if (error instanceof AggregateError && !error.message) return error.errors.map(reasonOf).join(", ");
  return error.message;
}

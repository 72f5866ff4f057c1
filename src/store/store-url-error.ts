/** The URL names no store that we know; the message is a sentence for the operator and repeats no secret. */
export class StoreUrlError extends Error {
  override readonly name = "StoreUrlError";
}

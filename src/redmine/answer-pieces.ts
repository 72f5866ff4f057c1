import { subscribe } from "node:diagnostics_channel";
import { limits } from "./limits.ts";

/** What Node's fetch publishes: an answer's headers, those of interim ones too (RFC 9110, 15.2), and each piece of its body. */
interface Published {
  request: { abort?: (reason: Error) => void };
  response: { statusCode: number };
  chunk: Uint8Array;
}

interface Counts {
  ended: boolean;
  interim: number;
  pieces: number;
  bytes: number;
}

let isBounded = false; // one subscription serves every request of the process

/** Ends requests that are answered in very small pieces, or by interim responses without an end: fetch itself joins the ones and skips the others. */
export function boundAnswerPieces(): void {
  if (isBounded) return;
  isBounded = true;
  const requests = new WeakMap<object, Counts>();

  const countsOf = (request: object): Counts => {
    const counts = requests.get(request) ?? { ended: false, interim: 0, pieces: 0, bytes: 0 };
    requests.set(request, counts);
    return counts;
  };

  subscribe("undici:request:headers", (message) => {
    const { request, response } = message as Published;
    if (response.statusCode >= 200) return;
    const counts = countsOf(request);
    counts.interim += 1;
    if (counts.interim > limits.interimResponses) end(request, counts);
  });
  subscribe("undici:request:bodyChunkReceived", (message) => {
    const { request, chunk } = message as Published;
    const counts = countsOf(request);
    counts.pieces += 1;
    counts.bytes += chunk.length;
    if (counts.pieces > limits.answerPieces + counts.bytes / 64) end(request, counts);
  });
}

/** Aborts in the next turn of the event loop: if fetch has not begun to read the body, an earlier abort would leave its reader waiting for ever. */
function end(request: Published["request"], counts: Counts): void {
  if (counts.ended) return;
  counts.ended = true;
  setImmediate(() => request.abort?.(new Error("an answer in too many pieces")));
}

/** One request that reached the sample. */
export type SeenRequest = { method: string; path: string; query: string; userId?: number };

// Enough for any test; the benchmark must not fill the memory.
const mostKept = 1_000;

/** Keeps the newest requests and counts all of them. */
export function createRequestLog() {
  const kept: SeenRequest[] = [];
  let counted = 0;

  return {
    requests: kept,
    add(request: SeenRequest): SeenRequest {
      counted += 1;
      if (kept.length >= mostKept) kept.splice(0, mostKept / 2);
      kept.push(request);
      return request;
    },
    count: (match?: (request: SeenRequest) => boolean) => (match ? kept.filter(match).length : counted),
    forget(): void {
      kept.length = 0;
      counted = 0;
    },
  };
}

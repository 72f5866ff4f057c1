/** One request that reached the sample. */
export type SeenRequest = { method: string; path: string; query: string; userId?: number };

// Enough for any test; the benchmark must not fill the memory.
const mostKept = 1_000;

/** Keeps the newest requests and counts all of them. */
export function createRequestLog() {
  const newest: SeenRequest[] = [];
  let counted = 0;

  return {
    requests: newest,
    add(request: SeenRequest): SeenRequest {
      counted += 1;
      if (newest.length >= mostKept) newest.splice(0, mostKept / 2);
      newest.push(request);
      return request;
    },
    count: (match?: (request: SeenRequest) => boolean) => (match ? newest.filter(match).length : counted),
    forget(): void {
      newest.length = 0;
      counted = 0;
    },
  };
}

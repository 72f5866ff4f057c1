const intervalMs = 20_000; // proxies cut a silent stream after 30 to 60 seconds

/** A server-sent event stream that proxies neither hold back nor cut; every other response as it is. */
export function keptAlive(response: Response): Response {
  if (!response.body || !response.headers.get("content-type")?.startsWith("text/event-stream")) return response;
  const reader = response.body.getReader();
  const comment = new TextEncoder().encode(": still working\n\n");
  let timer: NodeJS.Timeout | undefined;

  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      timer = setInterval(() => controller.enqueue(comment), intervalMs);
    },
    pull: async (controller) => {
      const next = await reader.read();
      if (!next.done) return controller.enqueue(next.value);
      clearInterval(timer);
      controller.close();
    },
    cancel: async (reason) => {
      clearInterval(timer);
      await reader.cancel(reason);
    },
  });

  const headers = new Headers(response.headers);
  headers.set("X-Accel-Buffering", "no"); // nginx
  headers.set("Cache-Control", "no-store");
  return new Response(body, { status: response.status, headers });
}

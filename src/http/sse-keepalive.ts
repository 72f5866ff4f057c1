import { cutOffError } from "./shutdown.ts";

const intervalMs = 20_000; // proxies cut a silent stream after 30 to 60 seconds

/** A server-sent event stream that proxies neither hold back nor cut and that ends with a word; every other response as it is. */
export function keptAlive(response: Response, id: unknown, cutOff: AbortSignal): Response {
  if (!response.body || !response.headers.get("content-type")?.startsWith("text/event-stream")) return response;
  const reader = response.body.getReader();
  const encoder = new TextEncoder();
  let timer: NodeJS.Timeout | undefined;
  let onCut = () => {};
  let ended = false;

  function end(): void {
    ended = true;
    clearInterval(timer);
    cutOff.removeEventListener("abort", onCut);
  }

  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      timer = setInterval(() => controller.enqueue(encoder.encode(": still working\n\n")), intervalMs);
      onCut = () => {
        end();
        controller.enqueue(encoder.encode(`event: message\ndata: ${JSON.stringify(cutOffError(id))}\n\n`));
        controller.close();
        reader.cancel().catch(() => {}); // it is over in any case
      };
      if (cutOff.aborted) onCut();
      else cutOff.addEventListener("abort", onCut, { once: true });
    },
    pull: async (controller) => {
      const next = await reader.read().catch((error: unknown) => {
        end(); // or the timer would speak to a stream that has failed, which ends the process
        throw error;
      });
      if (ended) return;
      if (!next.done) return controller.enqueue(next.value);
      end();
      controller.close();
    },
    cancel: async (reason) => {
      end();
      await reader.cancel(reason);
    },
  });

  const headers = new Headers(response.headers);
  headers.set("X-Accel-Buffering", "no"); // nginx
  headers.set("Cache-Control", "no-store");
  return new Response(body, { status: response.status, headers });
}

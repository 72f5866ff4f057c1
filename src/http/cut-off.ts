import { refusal } from "./origins.ts";

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

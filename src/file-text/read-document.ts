import { getCompileCacheDir } from "node:module";
import { Worker } from "node:worker_threads";
import { createDocumentTurns } from "./document-turns.ts";
import type { Extracted, Request } from "./extracted.ts";
import { limits } from "./limits.ts";

const thread = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./file-text-worker.js", import.meta.url);
const refusedBusy: Extracted = { kind: "refused", reason: "busy" };

const turns = createDocumentTurns(limits);

/**
 * The text of a document, or why it was not read. The libraries that read documents work in a thread of their own, for one
 * document, with limits of time and memory: what a hostile file does to them ends with the thread. `bytes` are moved there.
 */
export async function readDocument(request: Request, person: number): Promise<Extracted> {
  return (await turns(person, () => inThread(request))) ?? refusedBusy;
}

async function inThread(request: Request): Promise<Extracted> {
  const bytes = new Uint8Array(request.bytes); // a copy: the original may be a part of a shared buffer
  const worker = new Worker(thread, {
    workerData: { ...request, bytes, compileCache: getCompileCacheDir() },
    transferList: [bytes.buffer],
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMegabytes, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    env: {},
    stdin: false,
    stdout: true, // what libraries print is read by nobody
    stderr: true,
  });
  worker.stdout.resume();
  worker.stderr.resume();

  const { promise, resolve } = Promise.withResolvers<Extracted>();
  const refuse = (reason: Extract<Extracted, { kind: "refused" }>["reason"]) => resolve({ kind: "refused", reason });
  const deadline = setTimeout(() => refuse("too_slow"), limits.timeMs);
  const measure = setInterval(() => {
    worker
      .getHeapStatistics()
      .then(({ external_memory }) => external_memory > limits.bufferBytes && refuse("too_much_memory"))
      .catch(() => undefined); // it has ended
  }, limits.measureMs);
  worker.once("message", resolve);
  worker.once("error", (error: NodeJS.ErrnoException) =>
    refuse(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "too_much_memory" : "broken"),
  );
  worker.once("exit", () => refuse("broken"));

  try {
    return await promise;
  } finally {
    clearTimeout(deadline);
    clearInterval(measure);
    await worker.terminate();
  }
}

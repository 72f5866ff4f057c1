import { enableCompileCache, flushCompileCache } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { DocumentRefused, type Extracted, type Request } from "./extracted.ts";
import { limits } from "./limits.ts";
import { isOutOfTime } from "./text-so-far.ts";

const { compileCache, ...request } = workerData as Request & { compileCache: string | undefined }; // from read-document.ts

if (compileCache !== undefined) enableCompileCache(compileCache); // it halves the time that PDF.js takes to start

async function extracted({ bytes, container, entry, chars }: Request): Promise<Extracted> {
  if (container === "pdf") {
    if (entry !== undefined) throw new DocumentRefused("no_archive");
    return (await import("./pdf.ts")).readPdf(bytes, chars);
  }
  return (await import("./zip.ts")).readZip(bytes, { entry, chars });
}

const answer = await extracted(request).catch((error: unknown): Extracted => {
  return { kind: "refused", reason: error instanceof DocumentRefused ? error.reason : "broken" };
});
if (answer.kind === "text" && isOutOfTime()) answer.notes.push("The rest was not read: it takes too long.");
if (answer.kind === "text" && answer.text.length >= limits.chars)
  answer.notes.push("Text after the first 2,000,000 characters cannot be read here.");
flushCompileCache();
parentPort?.postMessage(answer);

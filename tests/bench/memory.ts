import { toolCall } from "./call.ts";
import { heapAfterGcMb } from "./heap.ts";
import type { Target } from "./instant-redmine.ts";
import { load } from "./load.ts";
import { imageFlags, rssMb, startSubject } from "./subject.ts";
import { bytes, type Row } from "./table.ts";
import { manyTokens } from "./throughput.ts";

const grants = 1_000;
const parts = 5;
const mayGrowMb = 3; // what the heap after a collection differs by from one moment to the next

/** A thousand grants in use, and so many calls: what the heap is after garbage collection, and the process as a whole. */
export async function memory(target: Target, calls: number): Promise<Row[]> {
  const server = await startSubject(target, { node: ["--inspect=127.0.0.1:0"] });
  try {
    const tokens = await manyTokens(server, target, grants);
    const issues = [61, 1, 62, 67, 30];
    const next = (n: number) => {
      const access = tokens[n % tokens.length]?.access ?? "";
      const issue_id = issues[n % issues.length];
      return toolCall(server.url, access, n % 2 ? "2025-11-25" : "2026-07-28", "get_issue_details", { issue_id });
    };

    const heaps: number[] = [];
    for (let part = 0; part < parts; part += 1) {
      await load(calls / parts, 16, next);
      heaps.push(await heapAfterGcMb(server.inspector ?? ""));
    }
    const last = heaps.at(-1) ?? Number.NaN;
    const grown = last - (heaps[0] ?? Number.NaN);
    const peak = rssMb(server.pid, "VmHWM");
    const load_ = `${bytes(grants)} grants, ${bytes(calls)} calls`;
    return [
      { what: `heap after GC, ${load_}`, must: "≤ 60 MB", got: `${last.toFixed(1)} MB`, holds: last <= 60 },
      {
        what: "the same from fifth to fifth",
        must: "flat",
        got: `${heaps.map((heap) => heap.toFixed(1)).join(", ")} MB`,
        holds: grown <= mayGrowMb,
      },
      {
        what: `RSS with ${imageFlags().join(" ")}`,
        must: "≤ 220 MB",
        got: `${rssMb(server.pid).toFixed(0)} MB, at most ${peak.toFixed(0)} MB`,
        holds: peak <= 220,
      },
    ];
  } finally {
    await server.stop();
  }
}

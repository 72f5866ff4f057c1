import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Target } from "./instant-redmine.ts";
import { median } from "./quantile.ts";
import { startSubject } from "./subject.ts";
import type { Row } from "./table.ts";

/** From the start of the process to its port, as the image starts it (compiled before) and as npx does. */
export async function startTime(target: Target, runs: number): Promise<Row[]> {
  const compileCache = mkdtempSync(join(tmpdir(), "redmine-fastmcp-compiled-"));
  const starts = async (options: object) => {
    const took: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const server = await startSubject(target, { pin: false, ...options });
      took.push(server.startMs);
      await server.stop();
    }
    return median(took);
  };

  try {
    await starts({ compileCache });
    const [asImage, asNpx] = [await starts({ compileCache }), await starts({})];
    return [
      { what: "start to listening, image", must: "≤ 400 ms", got: `${asImage.toFixed(0)} ms`, holds: asImage <= 400 },
      { what: "start to listening, npx", must: "≤ 400 ms", got: `${asNpx.toFixed(0)} ms`, holds: asNpx <= 400 },
    ];
  } finally {
    rmSync(compileCache, { recursive: true, force: true });
  }
}

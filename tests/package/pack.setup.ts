import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { z } from "zod";

declare module "vitest" {
  interface ProvidedContext {
    packed: Packed;
  }
}

export type Packed = z.output<typeof report>;

const report = z.object({
  /** The tarball, as npm would publish it. */
  tarball: z.string(),
  size: z.number(),
  unpackedSize: z.number(),
  files: z.array(z.object({ path: z.string() })),
});

/** Packs the package once, bundle and all. */
export default function setup(project: TestProject): () => void {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), "redmine-fastmcp-packed-"));
  const printed = execFileSync("npm", ["pack", "--json", "--pack-destination", folder], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [packed] = JSON.parse(printed.slice(printed.indexOf("[\n"))); // npm prints what its scripts print before
  project.provide("packed", report.parse({ ...packed, tarball: join(folder, packed.filename) }));
  return () => rmSync(folder, { recursive: true, force: true });
}

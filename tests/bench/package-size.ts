import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { bytes, type Row } from "./table.ts";

const packed = z.array(z.object({ size: z.number(), unpackedSize: z.number(), entryCount: z.number() })).min(1);

/** What npm would send. */
export function packageSize(): Row[] {
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  const output = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd, encoding: "utf8" });
  const [found] = packed.parse(JSON.parse(output));
  const { size = Number.NaN, unpackedSize = 0, entryCount = 0 } = found ?? {};
  const got = `${bytes(size)} bytes (${bytes(unpackedSize)} unpacked, ${entryCount} files)`;
  return [{ what: "npm package, packed", must: "≤ 1 MB", got, holds: size <= 1_000_000 }];
}

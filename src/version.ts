import { readFileSync } from "node:fs";
import { z } from "zod";

/** This package's version. src/ and dist/ lie at the same depth, so one path serves both. */
export const version: string = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))).version;

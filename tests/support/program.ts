import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The file that tests start as our program: `SERVER_MAIN`, which program.setup.ts sets to a bundle; else the sources. */
export const programFile = process.env.SERVER_MAIN
  ? resolve(process.env.SERVER_MAIN)
  : fileURLToPath(new URL("../../src/main.ts", import.meta.url));

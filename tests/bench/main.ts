import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { against } from "./against.ts";
import { givenRedmine } from "./given-redmine.ts";
import { startInstantRedmine } from "./instant-redmine.ts";
import { latency } from "./latency.ts";
import { memory } from "./memory.ts";
import { packageSize } from "./package-size.ts";
import { pinned } from "./pinned.ts";
import { signIns } from "./sign-ins.ts";
import { sizes } from "./sizes.ts";
import { startTime } from "./start-time.ts";
import { printTable, type Row } from "./table.ts";
import { throughput } from "./throughput.ts";

// npm run build && npm run bench [-- --long] [--runs 5] [--only sizes,latency,…] [--against ANOTHER_CHECKOUT]
// On the sample Redmine, and beside it on the one that the variables of the end-to-end tests name (E2E_REDMINE_URL …).
const { values } = parseArgs({
  options: {
    long: { type: "boolean" },
    runs: { type: "string", default: "5" },
    only: { type: "string" },
    against: { type: "string" }, // another checkout, built
  },
});
const runs = Number(values.runs);
const instant = await startInstantRedmine();
const given = givenRedmine();
const isPinned = pinned(process.pid, "others");

const parts: Record<string, () => Promise<Row[]> | Row[]> = {
  sizes: () => sizes(given ?? instant),
  latency: async () => [...(await latency(instant, runs, 400)), ...(given ? await latency(given, runs, 100) : [])],
  throughput: () => throughput(instant, runs, values.long ? 3_000 : 1_000),
  "sign-ins": () => signIns(instant, runs, 200),
  memory: () => memory(instant, values.long ? 100_000 : 10_000),
  start: () => startTime(instant, runs + 2),
  package: packageSize,
  ...(values.against && { against: () => against(instant, values.against ?? "", runs, values.long ? 3_000 : 1_000) }),
};
const wanted = values.only?.split(",") ?? Object.keys(parts);

process.stdout.write(
  `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model}; the server ${isPinned ? "alone on one core" : "not pinned"}; ` +
    `medians of ${runs} runs; sizes on the ${(given ?? instant).name}\n\n`,
);
const rows: Row[] = [];
for (const name of wanted) {
  const part = parts[name];
  if (!part) throw new Error(`there is no part ${name}: ${Object.keys(parts).join(", ")}`);
  const found = await part();
  for (const row of found) process.stderr.write(`${row.what}: ${row.got}\n`); // as they come
  rows.push(...found);
}
process.stdout.write(`\n${printTable(rows)}`);
await instant.stop();

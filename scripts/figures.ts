// npm run figures [folder…]: the size of the sources by folder; `src` without the sample Redmine, the sample and the tests unless named.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Lines {
  all: number;
  imports: number;
}

const folders = process.argv.slice(2);
const rows = folders.length > 0 ? folders.map((folder) => measured(folder)) : usual();
process.stdout.write(
  "| folder | files | lines | median | longest | under 40 lines | imports |\n|---|---|---|---|---|---|---|\n",
);
for (const row of rows) process.stdout.write(`| ${row.join(" | ")} |\n`);

function usual(): string[][] {
  return [measured("src", "sample-redmine"), measured("src/tools"), measured("src/sample-redmine"), measured("tests")];
}

function measured(folder: string, without?: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.includes("node_modules") && !(without && name.startsWith(without)))
    .map((name) => linesOf(readFileSync(join(folder, name), "utf8")))
    .sort((a, b) => a.all - b.all);
  const sum = (count: (lines: Lines) => number) => files.reduce((total, lines) => total + count(lines), 0);
  const small = files.filter(({ all }) => all < 40).length;

  return [
    without ? `${folder} without ${without}` : folder,
    `${files.length}`,
    `${sum(({ all }) => all)}`,
    `${files[Math.floor(files.length / 2)]?.all ?? 0}`,
    `${files.at(-1)?.all ?? 0}`,
    `${small} (${percent(small, files.length)})`,
    percent(
      sum(({ imports }) => imports),
      sum(({ all }) => all),
    ),
  ];
}

/** Import lines are all lines of import statements, those of their lists too. */
function linesOf(text: string): Lines {
  const statements = text.match(/^import\b[^;]*;$/gm) ?? [];
  return { all: text.split("\n").length - 1, imports: statements.join("\n").split("\n").filter(Boolean).length };
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / (whole || 1)).toFixed(1)} %`;
}

import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, globSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = `${root}node_modules/.cache/program`;

/**
 * Processes that tests start run the program as it is shipped: a bundle starts in a third of the time that the sources
 * take. Made anew when a file that it is made from is newer; `SERVER_MAIN` names another program.
 */
export default function setup(): void {
  if (process.env.SERVER_MAIN) return;

  const made = `${folder}/dist/main.js`;
  if (!existsSync(made) || statSync(made).mtimeMs < newestSource()) bundle();
  process.env.SERVER_MAIN = made;
}

function newestSource(): number {
  const files = globSync(["src/**/*", "scripts/*.ts", "package.json", "package-lock.json"], { cwd: root });
  return Math.max(...files.map((file) => statSync(`${root}${file}`).mtimeMs));
}

/** Made beside its place and moved there: another run may be using what is there. */
function bundle(): void {
  const making = `${folder}.${process.pid}`;
  mkdirSync(making, { recursive: true });
  execFileSync(process.execPath, [`${root}scripts/bundle.ts`, `${making}/dist`], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  copyFileSync(`${root}package.json`, `${making}/package.json`); // the program reads its version one folder up
  rmSync(folder, { recursive: true, force: true });
  renameSync(making, folder);
}

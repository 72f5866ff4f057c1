import { spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";

const program = `import setup from ${JSON.stringify(new URL("redis.setup.ts", import.meta.url).href)};
setup();
console.log("the tests start");`;

/** Runs the setup where these commands, each a shell script, are all that there is. */
function setUpWith(commands: Record<string, string>) {
  const folder = temporaryFolder();
  for (const [name, script] of Object.entries(commands)) {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${script.replaceAll("HERE", folder)}\n`);
    chmodSync(file, 0o755);
  }
  const args = ["--input-type=module-typescript", "--eval", program];
  return spawnSync(process.execPath, args, { encoding: "utf8", env: { PATH: folder } });
}

test.each(["redis-server", "valkey-server"])("with %s there is nothing to do", (name) => {
  expect(setUpWith({ [name]: "" })).toMatchObject({ status: 0, stdout: "the tests start\n", stderr: "" });
});

test("where Homebrew can install it, it is installed", () => {
  const brew = 'printf "#!/bin/sh" > HERE/redis-server; /bin/chmod +x HERE/redis-server';
  const { status, stdout, stderr } = setUpWith({ brew });
  expect({ status, stdout }).toEqual({ status: 0, stdout: "the tests start\n" });
  expect(stderr).toContain("Installing redis-server with brew");
});

test("where an installation fails, its output and what to do are printed", () => {
  const { status, stdout, stderr } = setUpWith({ brew: "echo no network; exit 7" });
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(
    /no network\nbrew ended with 7\.\nInstall redis-server or valkey-server, .*: brew install redis\n$/,
  );
});

test("where nothing can be installed, one line says what is missing, before the first test", () => {
  const { status, stdout, stderr } = setUpWith({});
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr.trim().split("\n")).toEqual([expect.stringMatching(/^Install redis-server or valkey-server/)]);
});

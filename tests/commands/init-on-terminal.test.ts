import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { childEnv } from "../support/child-env.ts";
import { programFile } from "../support/program.ts";
import { emptyDirectory } from "../support/run-command.ts";
import { sampleOnPort } from "../support/sample-on-port.ts";

let redmine: Awaited<ReturnType<typeof sampleOnPort>>;

beforeAll(async () => {
  redmine = await sampleOnPort();
});
afterAll(() => redmine.stop());

/** `init` on a terminal of its own, which script(1) makes. */
function onTerminal(cwd: string) {
  const child = spawn("script", ["-qec", `'${process.execPath}' '${programFile}' init`, "/dev/null"], {
    cwd,
    env: { ...childEnv, HOME: cwd, TERM: "xterm" },
  });
  const closed = once(child, "close");
  let seen = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    seen += text;
  });

  return {
    seen: () => seen,
    closed,
    /** Types once the words have appeared. */
    typeAfter: async (words: string, keys: string) => {
      while (!seen.includes(words))
        await Promise.race([once(child.stdout, "data"), closed.then(() => expect.fail(seen))]);
      child.stdin.write(keys);
    },
  };
}

test("on a terminal the secret is not shown while it is typed", async () => {
  const cwd = emptyDirectory();
  const { typeAfter, seen, closed } = onTerminal(cwd);

  await typeAfter("URL of your Redmine: ", `${redmine.url}x\x7f\r`); // with a slip and a backspace
  await typeAfter("URL of this server [http://localhost:8000]: ", "\r");
  await typeAfter("UID: ", `${redmine.sample.clientId}\r`);
  await typeAfter("Secret (not shown): ", `${redmine.sample.clientSecret}\r`);
  const [code] = await closed;

  expect(code, seen()).toBe(0);
  expect(seen()).toContain(redmine.sample.clientId);
  expect(seen()).not.toContain(redmine.sample.clientSecret);
  expect(readFileSync(join(cwd, ".env"), "utf8")).toContain(`REDMINE_CLIENT_SECRET=${redmine.sample.clientSecret}\n`);
});

test("Ctrl-C ends it, and nothing is written", async () => {
  const cwd = emptyDirectory();
  const { typeAfter, seen, closed } = onTerminal(cwd);

  await typeAfter("URL of your Redmine: ", `${redmine.url}\r`);
  await typeAfter("URL of this server", "\x03");
  const [code] = await closed;

  expect(code).toBe(1);
  expect(seen()).toContain("nothing was written");
  expect(existsSync(join(cwd, ".env"))).toBe(false);
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Browser } from "./browser.ts";
import { isOurs, type Login } from "./mcp-client.ts";
import { signInAtRedmine } from "./sign-in-at-redmine.ts";
import { freePort } from "./world.ts";

const binaries = fileURLToPath(new URL("../clients/node_modules/.bin/", import.meta.url));
const limitMs = 150_000;

export interface ClientRun {
  output: string;
  /** How often it sent the person to sign in. */
  signIns: number;
}

/**
 * Runs a client from npm as a person would: whenever it names an authorize URL, the person signs in there in a browser.
 * Ends when `done` fits the output, or with the process.
 */
export async function runClient(
  binary: string,
  args: readonly string[],
  options: { home: string; person: Login; stdin?: string; done?: RegExp },
): Promise<ClientRun> {
  if (!existsSync(binaries + binary)) throw new Error(`${binary} is missing: npm ci --prefix tests/clients`);
  const env = {
    PATH: process.env.PATH,
    HOME: options.home,
    BROWSER: "true",
    MCP_AUTO_OPEN_ENABLED: "true",
    MCP_INSPECTOR_SECRET_STORE: "file",
    MCP_OAUTH_CALLBACK_URL: `http://127.0.0.1:${await freePort()}/oauth/callback`, // its usual port may be taken
  };
  const child = spawn(binaries + binary, args, { env, stdio: ["pipe", "pipe", "pipe"] });
  const visited = new Set<string>();
  let output = "";
  if (options.stdin) child.stdin.write(options.stdin);

  return new Promise((resolve, reject) => {
    const finish = () => {
      clearTimeout(late);
      child.kill();
      resolve({ output, signIns: visited.size });
    };
    const late = setTimeout(() => {
      child.kill();
      reject(new Error(`${binary} did not come to an end: ${output.slice(-2_000)}`));
    }, limitMs);
    const heard = (chunk: Buffer) => {
      output += chunk.toString();
      const url = /https?:\/\/[^\s"']+\/oauth\/authorize\?[^\s"']+/.exec(output.slice(-8_000))?.[0];
      if (url && output.includes(`${url}\n`) && !visited.has(url)) {
        visited.add(url);
        signInWith(url, options.person).catch(reject);
      }
      if (options.done?.test(output)) finish();
    };
    child.stdout.on("data", heard);
    child.stderr.on("data", heard);
    child.once("error", reject);
    child.once("exit", finish);
  });
}

async function signInWith(url: string, person: Login): Promise<void> {
  const redirect = new URL(url).searchParams.get("redirect_uri") ?? "nowhere";
  const back = await signInAtRedmine(new Browser({ mayVisit: isOurs }), url, person, {
    until: (at) => at.href.startsWith(redirect),
  });
  await untilListening(Number(new URL(String(back)).port)); // a client may name the URL before it listens
  await fetch(back);
}

/** Throws when nothing listens there within 30 seconds. */
async function untilListening(port: number): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const socket = connect(port, "localhost"); // of IPv4 or IPv6
    const isOpen = await once(socket, "connect").catch(() => false);
    socket.destroy();
    if (isOpen) return;
    if (tries === 300) throw new Error(`nothing listens on ${port}, where the client is to get its code`);
    await sleep(100);
  }
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { calls } from "./read-calls.ts";

// node tests/bench/tool-sizes.ts OLD/main.js NEW/main.js: what the read tools of two builds answer for the same calls, in
// bytes, and what they ask of the Redmine at REDMINE_URL, with REDMINE_API_KEY. Each call is made twice in one process.

const print = (text: string) => process.stdout.write(`${text}\n`);

interface Measured {
  bytes: number;
  first: number;
  again: number;
  isError: boolean;
}

const [oldMain, newMain] = process.argv.slice(2);
const { REDMINE_URL = "", REDMINE_API_KEY = "" } = process.env;
if (!oldMain || !newMain) throw new Error("give the main.js of two builds");

/** Counts the requests on their way to Redmine. */
async function countingProxy() {
  let count = 0;
  const server = createServer(async (request, response) => {
    count += 1;
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const answer = await fetch(new URL(request.url ?? "/", REDMINE_URL), { headers, redirect: "manual" });
    const body = Buffer.from(await answer.arrayBuffer());
    const kept = ["content-type", "location", "content-disposition"].flatMap((name) => {
      const value = answer.headers.get(name);
      return value === null ? [] : [[name, value] as const];
    });
    response.writeHead(answer.status, Object.fromEntries(kept)).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, count: () => count, close: () => server.close() };
}

async function measure(main: string): Promise<Map<string, Measured>> {
  const proxy = await countingProxy();
  const env = { PATH: process.env.PATH, TOOLSETS: "all", REDMINE_URL: proxy.url, REDMINE_API_KEY };
  const child = spawn(process.execPath, [main, "stdio"], { env, stdio: ["pipe", "pipe", "inherit"] });
  const waiting = new Map<number, (message: { result?: unknown; error?: unknown }) => void>();
  createInterface({ input: child.stdout }).on("line", (text) => {
    const message = JSON.parse(text) as { id?: number; result?: unknown; error?: unknown };
    if (message.id !== undefined) waiting.get(message.id)?.(message);
  });
  let last = 0;
  const send = (method: string, params: object) => {
    const id = ++last;
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
    return new Promise<{ result?: unknown; error?: unknown }>((resolve) => waiting.set(id, resolve));
  };
  await send("initialize", {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "sizes", version: "1" },
  });
  child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" })}\n`);

  const rows = new Map<string, Measured>();
  for (const [name, args] of calls) {
    const counts: number[] = [];
    let answer: { result?: unknown; error?: unknown } = {};
    for (let time = 0; time < 2; time++) {
      const before = proxy.count();
      answer = await send("tools/call", { name, arguments: args });
      counts.push(proxy.count() - before);
    }
    const { content = [], isError = false } = (answer.result ?? { isError: true }) as {
      content?: { text?: string; data?: string }[];
      isError?: boolean;
    };
    const text = content.map((block) => block.text ?? block.data ?? "").join("\n");
    if (process.env.SHOW) print(`--- ${main} ${name} ${JSON.stringify(args)}\n${text}`);
    const [first = 0, again = 0] = counts;
    rows.set(`${name} ${JSON.stringify(args)}`, { bytes: Buffer.byteLength(text), first, again, isError });
  }
  child.kill();
  proxy.close();
  return rows;
}

const [before, after] = [await measure(oldMain), await measure(newMain)];
const sums = { before: 0, after: 0 };
print("| call | bytes | | requests, first | again |\n|---|---|---|---|---|");
for (const [call, was] of before) {
  const is = after.get(call);
  if (!is) continue;
  const error = was.isError || is.isError ? ` (error: ${was.isError} → ${is.isError})` : "";
  const share = was.bytes === 0 ? "" : `${(((is.bytes - was.bytes) / was.bytes) * 100).toFixed(0)} %`;
  if (error === "") {
    sums.before += was.bytes;
    sums.after += is.bytes;
  }
  print(
    `| ${call.replaceAll("|", "\\|")}${error} | ${was.bytes} → ${is.bytes} | ${share} | ${was.first} → ${is.first} | ${was.again} → ${is.again} |`,
  );
}
print(`| all | ${sums.before} → ${sums.after} | ${((sums.after / sums.before - 1) * 100).toFixed(1)} % | | |`);

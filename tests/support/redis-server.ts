import { type ChildProcess, spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { endWithUs } from "./end-with-us.ts";
import { loopbackCertificate } from "./loopback-certificate.ts";
import { redisCommand } from "./redis-command.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Ends the server and forgets its data. */
  stop(): Promise<void>;
  /** SIGKILL; `restart` brings it back. */
  kill(): Promise<void>;
  /** Starts it again on the same port with the same data; ends it first if it runs. */
  restart(): Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
}

export interface RedisServerOptions {
  password?: string;
  /** Serve TLS, with `loopbackCertificate`, and nothing else. */
  tls?: boolean;
  /** More of redis-server's options. */
  options?: string[];
}

/** A redis-server (or valkey-server) of this test's own, on a free port of 127.0.0.1. */
export async function startRedis({
  password,
  tls = false,
  options = [],
}: RedisServerOptions = {}): Promise<RedisServer> {
  const directory = temporaryFolder();
  const port = await freePort();
  const settings = [
    ...["--bind", "127.0.0.1", "--dir", directory, "--save", "", "--appendonly", "yes"],
    ...(password ? ["--requirepass", password, "--masterauth", password] : []),
    ...(tls ? tlsSettings(directory, port) : ["--port", String(port)]),
    ...options,
  ];
  const url = `${tls ? "rediss" : "redis"}://${password ? `:${encodeURIComponent(password)}@` : ""}127.0.0.1:${port}`;
  return processOn(port, directory, url, settings);
}

async function processOn(port: number, directory: string, url: string, settings: string[]): Promise<RedisServer> {
  let server = await launch(settings);

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once("exit", resolve));
    const send = () => {
      server.kill(signal);
      server.kill("SIGCONT"); // a paused process sees no other signal but SIGKILL
    };
    send();
    const again = setInterval(send, 500); // Redis ignores SIGTERM while it writes its first append-only file
    await ended;
    clearInterval(again);
  }

  return {
    url,
    port,
    async stop() {
      await end("SIGTERM");
      rmSync(directory, { recursive: true, force: true });
    },
    kill: () => end("SIGKILL"),
    async restart() {
      await end("SIGTERM");
      server = await launch(settings);
    },
    pause() {
      server.kill("SIGSTOP");
    },
    resume() {
      server.kill("SIGCONT");
    },
  };
}

/** A Sentinel of this test's own, that watches a master with the quorum of two; its state is forgotten with `stop`. */
export async function startSentinel(
  master: RedisServer,
  { name, password, tls = false }: { name: string; password: string; tls?: boolean },
): Promise<RedisServer> {
  const directory = temporaryFolder();
  const port = await freePort();
  const file = join(directory, "sentinel.conf");
  const { password: masterPassword } = new URL(master.url);
  const lines = [
    "bind 127.0.0.1",
    ...(tls ? asLines(tlsSettings(directory, port)) : [`port ${port}`]),
    `dir ${directory}`,
    `requirepass ${password}`,
    `sentinel sentinel-pass ${password}`,
    `sentinel monitor ${name} 127.0.0.1 ${master.port} 2`,
    ...(masterPassword ? [`sentinel auth-pass ${name} ${decodeURIComponent(masterPassword)}`] : []),
    // with one second, Sentinel on a busy machine can replace the new master too, before a replica has its writes: they are lost
    `sentinel down-after-milliseconds ${name} 3000`,
    `sentinel failover-timeout ${name} 5000`,
  ];
  writeFileSync(file, lines.join("\n"));
  const url = `${tls ? "rediss" : "redis"}://:${password}@127.0.0.1:${port}`;
  return processOn(port, directory, url, [file, "--sentinel"]);
}

/** Options of the command line as lines of a configuration file. */
function asLines(options: string[]): string[] {
  return options
    .join(" ")
    .split(/ ?--(?=[a-z])/)
    .filter((line) => line !== "");
}

async function launch(settings: string[]): Promise<ChildProcess> {
  const server = spawn(redisCommand() ?? "redis-server", settings, { stdio: ["ignore", "pipe", "inherit"] });
  endWithUs(server);

  await new Promise<void>((resolve, reject) => {
    const lines: string[] = [];
    server.once("error", reject);
    server.once("exit", () => reject(new Error(`redis-server ended at its start:\n${lines.join("\n")}`)));
    createInterface({ input: server.stdout }).on("line", (line) => {
      if (lines.length < 50) lines.push(line);
      if (/Ready to accept connections|\+monitor master/.test(line)) resolve();
    });
  });
  return server;
}

function tlsSettings(directory: string, port: number): string[] {
  const cert = join(directory, "cert.pem");
  const key = join(directory, "key.pem");
  writeFileSync(cert, loopbackCertificate.cert);
  writeFileSync(key, loopbackCertificate.key);
  return [
    ...["--port", "0", "--tls-port", String(port), "--tls-auth-clients", "no"],
    ...["--tls-cert-file", cert, "--tls-key-file", key, "--tls-ca-cert-file", cert],
    ...["--tls-replication", "yes"], // replicas and Sentinels connect with TLS, too
  ];
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === "object") resolve(address.port);
        else reject(new Error("no port"));
      });
    });
  });
}

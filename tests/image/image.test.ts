import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { type Kept, signIn } from "../support/mcp-client.ts";
import { type SampleProcess, startSampleProcess } from "../support/sample-process.ts";
import { freePort } from "../support/world.ts";
import { docker, inspect, logOf } from "./docker.ts";
import { createNetwork, hostAddress, hostBrowser, network, removeNetwork } from "./network.ts";

const container = "redmine-fastmcp-image-server";
const volume = "redmine-fastmcp-image-data";
const image = "redmine-fastmcp";

let sample: SampleProcess;
let port: number;
let baseUrl: string;
const kept: Kept = {};

/** As a careful deployment runs it; answers when it does, with how long that took in ms. */
async function start(...more: string[]): Promise<number> {
  const settings = { ...sample.settings, MCP_BASE_URL: baseUrl };
  await docker(
    "run",
    "--detach",
    ...[
      "--name",
      container,
      "--network",
      network,
      "--publish",
      `127.0.0.1:${port}:8000`,
      "--volume",
      `${volume}:/data`,
    ],
    ...["--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
    ...["--memory", "384m", "--memory-swap", "384m", "--pids-limit", "128"],
    ...["--health-interval", "2s"], // of the image's own check, whose 30 seconds no test waits for
    ...Object.entries(settings).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
    ...more,
    image,
  );
  const began = performance.now();
  for (;;) {
    const answered = await fetch(`${baseUrl}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answered) return performance.now() - began;
    if ((await inspect(container, "{{.State.Running}}")) !== "true") throw new Error(await logOf(container));
    await sleep(20);
  }
}

/** SIGTERM, as engines do it; how long that took in ms, and the exit code. */
async function stop(): Promise<{ ms: number; code: number }> {
  const began = performance.now();
  await docker("stop", "--time", "10", container);
  const ms = performance.now() - began;
  return { ms, code: Number(await inspect(container, "{{.State.ExitCode}}")) };
}

const alice = () => signIn(`${baseUrl}/mcp`, sample.people.alice, { kept, browser: hostBrowser() });

beforeAll(async () => {
  await createNetwork();
  port = await freePort();
  baseUrl = `http://127.0.0.1:${port}`;
  sample = await startSampleProcess({ host: hostAddress });
});
afterAll(async () => {
  await sample?.stop();
  await docker("rm", "--force", container).catch(() => undefined);
  await docker("volume", "rm", volume).catch(() => undefined);
  await removeNetwork();
});

test("it starts, with a read-only root and no capability", async () => {
  const ms = await start();
  process.stdout.write(`image: answers ${Math.round(ms)} ms after docker run\n`);
  const listening = (await logOf(container)).split("\n").find((line) => line.includes('"listening"'));
  expect(JSON.parse(listening ?? "{}")).toMatchObject({ version: packageJson.version, url: baseUrl });
});

test("it runs as user 1000 and can write to its volume and nowhere else", async () => {
  const pid = await inspect(container, "{{.State.Pid}}");
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  expect(status).toMatch(/^Uid:\t1000\t1000\t1000\t1000$/m);
  expect(status).toMatch(/^CapEff:\t0+$/m);
  await expect(docker("exec", container, "touch", "/app/x")).rejects.toThrow("Read-only");
  expect(
    await docker(
      "exec",
      container,
      "stat",
      "-c",
      "%a %u",
      "/data",
      "/data/redmine-fastmcp",
      "/data/redmine-fastmcp/tokens.sqlite",
    ),
  ).toBe("750 1000\n700 1000\n600 1000");
});

test("it holds the program and nothing of its making", async () => {
  expect((await docker("exec", container, "ls", "-A", "/app")).split("\n")).toEqual([
    ".compiled",
    "LICENSE",
    "dist",
    "package.json",
  ]);
});

test("its labels say what it is, of which version and source", async () => {
  const labels = JSON.parse(await docker("image", "inspect", image, "--format", "{{json .Config.Labels}}"));
  expect(labels).toMatchObject({
    "org.opencontainers.image.title": packageJson.name,
    "org.opencontainers.image.version": packageJson.version,
    "org.opencontainers.image.licenses": packageJson.license,
    "io.modelcontextprotocol.server.name": packageJson.mcpName,
  });
  expect(labels["org.opencontainers.image.source"]).toMatch(/^https:/);
  expect(labels["org.opencontainers.image.revision"]).toMatch(/^[0-9a-f]{40}$/);
});

test("a client signs in over the published port and reads an issue", async () => {
  const client = await alice();
  expect((await client.call("get_issue_details", { issue_id: 61 })).text).toContain("Memory grows");
  await client.close();
});

test("the engine finds it healthy by the image's own check", async () => {
  await expect
    .poll(() => inspect(container, "{{.State.Health.Status}}"), { timeout: 45_000, interval: 500 })
    .toBe("healthy");
});

test("under load the whole process stays below 220 MB", async () => {
  const client = await alice();
  const pid = await inspect(container, "{{.State.Pid}}");
  for (let round = 0; round < 60; round += 1) {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => client.call("get_issue_details", { issue_id: 61, notes: "all" })),
    );
    expect(answers.filter(({ isError }) => isError)).toEqual([]);
  }
  const peak = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
  process.stdout.write(`image: ${Math.round(peak)} MB at most in 1,200 calls, twenty at a time\n`);
  expect(peak).toBeLessThan(220);
  await client.close();
});

test("SIGTERM ends it in less than two seconds, with 0", async () => {
  const { ms, code } = await stop();
  process.stdout.write(`image: stops in ${Math.round(ms)} ms\n`);
  expect(code).toBe(0);
  expect(ms).toBeLessThan(2_000);
});

test("a new container on the same volume knows who was signed in", async () => {
  await docker("rm", container);
  await start();
  const before = kept.tokens?.access_token;
  const client = await alice();
  expect((await client.call("get_issue_details", { issue_id: 61 })).text).toContain("Memory grows");
  expect(kept.tokens?.access_token).toBe(before);
  await client.close();
  await stop();
  await docker("rm", container);
});

test("a store URL can come from a file, as secrets are mounted", async () => {
  const secret = ["--tmpfs", "/run/secrets:uid=1000", "--env", "TOKEN_STORE_URL_FILE=/etc/hostname"];
  await expect(start(...secret)).rejects.toThrow("TOKEN_STORE_URL");
  await docker("rm", "--force", container);
});

test("another command is run by its name", async () => {
  expect(await docker("run", "--rm", "--read-only", image, "--version")).toBe(packageJson.version);
  expect(await docker("run", "--rm", "--read-only", image, "--help")).toContain("REDMINE_URL");
});

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { logins } from "../../src/sample-redmine/stories/people.ts";
import { type SignedIn, signIn } from "../support/mcp-client.ts";
import { type SampleProcess, startSampleProcess } from "../support/sample-process.ts";
import { freePort } from "../support/world.ts";
import { docker } from "./docker.ts";
import { createNetwork, hostAddress, hostBrowser, removeNetwork } from "./network.ts";

const run = promisify(execFile);
const project = "redmine-fastmcp-compose";
let sample: SampleProcess;

/** docker-compose with the file as it is, and images that are there in place of a registry's. */
function composeWith(settings: Record<string, string>, name = "docker-compose.yml") {
  return async (...args: string[]) => {
    const file = fileURLToPath(new URL(`../../${name}`, import.meta.url));
    const env = {
      ...process.env,
      IMAGE: "redmine-fastmcp", // as tests/image/check has built it; the published one cannot be pulled here
      REDIS_IMAGE: "stand-in/redis:7",
      NGINX_IMAGE: "stand-in/nginx:1",
      REDMINE_IMAGE: "stand-in/redmine:6.1",
      ...settings,
    };
    await run("docker-compose", ["-p", project, "-f", file, ...args], { env, maxBuffer: 64 * 1024 * 1024 });
  };
}

const read = async (person: SignedIn) => (await person.call("get_issue_details", { issue_id: 61 })).text;

async function healthy(url: string): Promise<void> {
  await vi.waitFor(async () => expect((await fetch(`${url}/health`)).status).toBe(200), {
    timeout: 30_000,
    interval: 100,
  });
}

/** The server in that container itself, whatever stands in front. */
async function healthyInside(service: string): Promise<void> {
  const check =
    'fetch("http://127.0.0.1:8000/health").then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))';
  await vi.waitFor(() => docker("exec", `${project}_${service}_1`, "node", "-e", check), {
    timeout: 30_000,
    interval: 200,
  });
}

beforeAll(async () => {
  await createNetwork();
  sample = await startSampleProcess({
    host: hostAddress,
    redirectUris: ["http://localhost/oauth/callback", "http://127.0.0.1/oauth/callback"],
  });
});
afterAll(async () => {
  await sample?.stop();
  await removeNetwork();
});

describe("docker-compose up server", () => {
  let url: string;
  let compose: ReturnType<typeof composeWith>;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    compose = composeWith({ ...sample.settings, MCP_BASE_URL: url, PUBLISHED_PORT: String(port) });
    await compose("up", "-d", "server");
    await healthy(url);
  });
  afterAll(() => compose("down", "-v"));

  test("serves, and keeps sign-ins over a new container", async () => {
    const alice = await signIn(`${url}/mcp`, sample.people.alice, { browser: hostBrowser() });
    expect(await read(alice)).toContain("Memory grows");

    await compose("up", "-d", "--force-recreate", "server");
    await healthy(url);
    expect(await read(alice)).toContain("Memory grows");
  });
});

describe("docker-compose --profile replicas up proxy", () => {
  let url: string;
  let compose: ReturnType<typeof composeWith>;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    compose = composeWith({ ...sample.settings, MCP_BASE_URL: url, PUBLISHED_PORT: String(port) });
    await compose("--profile", "replicas", "up", "-d", "proxy");
    await healthy(url);
  });
  afterAll(() => compose("--profile", "replicas", "down", "-v"));

  test("starts two servers, Redis and nginx, and not the one that serves alone", async () => {
    const names = await docker(
      "ps",
      "--filter",
      `label=com.docker.compose.project=${project}`,
      "--format",
      '{{.Label "com.docker.compose.service"}}',
    );
    expect(names.split("\n").sort()).toEqual(["proxy", "redis", "server-1", "server-2"]);
  });

  test("who signed in over both goes on when either is gone", async () => {
    const alice = await signIn(`${url}/mcp`, sample.people.alice, { browser: hostBrowser() });
    for (const gone of ["server-1", "server-2"]) {
      await compose("stop", gone);
      for (let calls = 0; calls < 5; calls += 1) expect(await read(alice)).toContain("Memory grows");
      await compose("start", gone);
      await healthyInside(gone);
    }
  });
});

describe("docker-compose --profile demo up demo", () => {
  test("serves a sample Redmine with nothing set", async () => {
    const port = await freePort();
    const compose = composeWith({ DEMO_PORT: String(port), DEMO_REDMINE_PORT: String(port + 1) });
    try {
      await compose("--profile", "demo", "up", "-d", "demo");
      await healthy(`http://localhost:${port}`);
      const maya = await signIn(`http://localhost:${port}/mcp`, logins[0], { browser: hostBrowser() });
      expect((await maya.call("search_issues", { query: "ferry" })).isError).toBe(false);
    } finally {
      await compose("--profile", "demo", "down", "-v");
    }
  });
});

describe("docker-compose -f deploy/compose-with-redmine.yml up", () => {
  test("starts a Redmine and makes its application: its administrator signs in, and a second start changes nothing", async () => {
    const url = `http://localhost:${await freePort()}`;
    const compose = composeWith(
      { PUBLISHED_PORT: new URL(url).port, REDMINE_PORT: `${await freePort()}` },
      "deploy/compose-with-redmine.yml",
    );
    try {
      await compose("up", "-d");
      await healthy(url);
      const admin = { login: "admin", password: "admin" };
      const client = await signIn(`${url}/mcp`, admin, { browser: hostBrowser() });
      const projects = await client.call("list_projects");
      expect(projects.isError, projects.text).toBe(false);

      await compose("up", "-d", "--force-recreate", "application", "server");
      await healthy(url);
      expect(await docker("logs", `${project}_application_1`)).toContain("The application exists.");
      expect((await client.call("list_projects")).isError).toBe(false);
    } finally {
      await compose("down", "-v");
    }
  }, 400_000); // on a busy machine
});

import { once } from "node:events";
import { type Config, loadConfig } from "../config.ts";
import type { SampleRedmine } from "../demo/redmine.ts";
import { createLog } from "../log.ts";
import { demoWelcome } from "./demo-welcome.ts";
import { freePort } from "./free-port.ts";
import type { Invocation } from "./invocation.ts";
import { startServing } from "./serve.ts";
import { startFailure } from "./start-failure.ts";

/** Our server and a sample Redmine in one process; whatever Redmine is configured elsewhere is left alone. */
export async function demo(invocation: Invocation): Promise<void> {
  const { terminal, stop } = invocation;
  const wanted = settings(invocation, { port: 1, redmineUrl: "http://127.0.0.1" }); // for what the person may choose
  const port = await freePort(wanted.port, wanted.host);
  const { sample, url, end } = await startSample(wanted, port);
  const config = settings(invocation, { port, redmineUrl: url, sample });
  const log = createLog({ level: config.logLevel });

  try {
    const server = await startServing(config, { log, isDemo: true });
    const { logins } = await import("../demo/stories/people.ts");
    terminal.out(
      demoWelcome({ url: server.url, redmineUrl: url, logins, takenPort: wanted.port === port ? 0 : wanted.port }),
    );
    if (!stop.aborted) await once(stop, "abort");
    await server.stop();
  } finally {
    await end();
  }
  terminal.out("\nStopped. Nothing was kept.\n");
}

interface Places {
  port: number;
  redmineUrl: string;
  sample?: SampleRedmine;
}

function settings({ argv, env }: Invocation, { port, redmineUrl, sample }: Places): Config {
  return loadConfig({
    command: "demo",
    argv,
    env,
    preferred: { LOG_LEVEL: "warn" },
    fixed: {
      REDMINE_URL: redmineUrl,
      REDMINE_PUBLIC_URL: redmineUrl,
      REDMINE_AUTH: "oauth",
      REDMINE_CLIENT_ID: sample?.clientId ?? "demo",
      REDMINE_CLIENT_SECRET: sample?.clientSecret ?? "demo",
      TOKEN_STORE_URL: "memory:",
      ...(sample && { MCP_PORT: String(port), MCP_BASE_URL: `http://localhost:${port}` }),
    },
  });
}

/** On a port of its own, because browsers open its pages; by 127.0.0.1, so that its cookies and ours are apart. */
async function startSample(wanted: Config, port: number) {
  const [{ createSampleRedmine }, { ferryCompany }, { listen }] = await Promise.all([
    import("../demo/redmine.ts"),
    import("../demo/stories/stories.ts"),
    import("../demo/listen.ts"),
  ]);
  const samplePort = await freePort(port + 1, wanted.host);
  const url = `http://127.0.0.1:${samplePort}`;
  const sample = createSampleRedmine({
    baseUrl: url,
    redirectUris: [`http://localhost:${port}/oauth/callback`],
    data: ferryCompany(Date.now()),
  });

  try {
    return { sample, url, end: await listen(sample, wanted.host, samplePort) };
  } catch (error) {
    throw startFailure(error, wanted) ?? error;
  }
}

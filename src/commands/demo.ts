import { once } from "node:events";
import { type Config, loadConfig } from "../config.ts";
import { createLog } from "../log.ts";
import type { SampleRedmine } from "../sample-redmine/redmine.ts";
import { type Invocation, startFailure } from "./failures.ts";
import { freePort } from "./free-port.ts";
import { startServing } from "./serve.ts";
import { table } from "./table.ts";

export interface DemoPlaces {
  url: string;
  redmineUrl: string;
  logins: readonly { login: string; password: string; name: string; role: string }[];
  /** The port that was asked for and is in use; 0 if it was free. */
  takenPort: number;
}

const questions = [
  "Is the release of Booking 4.2 at risk? Say why, and what to do first.",
  "What is known about the ferry that is sold twice, #418? Look at its log and its picture too.",
  "Show me the picture in #428, and log half an hour of work on it for today.",
];

/** What the demo prints once it runs: where it is, people to sign in as, what to ask, how to stop it. */
export function demoWelcome({ url, redmineUrl, logins, takenPort }: DemoPlaces): string {
  const people = table(logins.map(({ login, password, name, role }) => [login, password, `${name}, ${role}`]));

  return `
The demo is up: Brightwater Ferries, nine days before a release that is not ready.
${takenPort === 0 ? "" : `Port ${takenPort} is in use; the demo uses ${new URL(url).port}.\n`}
  Add this URL to your MCP client   ${url}/mcp
  How to, for each client           ${url}/
  The sample Redmine behind it      ${redmineUrl}/

  Claude Code: claude mcp add --transport http ferries ${url}/mcp
               and then /mcp in it, to sign in

Sign in as one of these people, with login and password:

${indented(people)}
Then ask:

${questions.map((question) => `  ${question}`).join("\n")}

Nothing here is saved. Press Ctrl-C to stop.
`;
}

function indented(lines: string): string {
  return lines.replace(/^(?=.)/gm, "  ");
}

/** Our server and a sample Redmine in one process; whatever Redmine is configured elsewhere is left alone. */
export async function demo(invocation: Invocation): Promise<void> {
  const { terminal, stop } = invocation;
  const preferred = settings(invocation, { port: 1, redmineUrl: "http://127.0.0.1" }); // for what the person may choose
  const port = await freePort(preferred.port, preferred.host);
  const { sample, url, end } = await startSample(preferred, port);
  const config = settings(invocation, { port, redmineUrl: url, sample });
  const log = createLog({ level: config.logLevel });

  try {
    const { logins } = await import("../sample-redmine/stories/people.ts");
    const server = await startServing(config, { log, demo: { people: logins, questions } });
    terminal.out(
      demoWelcome({
        url: server.url,
        redmineUrl: url,
        logins,
        takenPort: preferred.port === port ? 0 : preferred.port,
      }),
    );
    if (!stop.aborted) await once(stop, "abort");
    await server.stop();
  } finally {
    await end();
  }
  terminal.out("\nStopped. Nothing was saved.\n");
}

interface DemoAddresses {
  port: number;
  redmineUrl: string;
  sample?: SampleRedmine;
}

function settings({ argv, env, cwd }: Invocation, { port, redmineUrl, sample }: DemoAddresses): Config {
  return loadConfig({
    command: "demo",
    argv,
    env,
    cwd,
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
async function startSample(config: Config, port: number) {
  const [{ createSampleRedmine }, { ferryCompany }, { listen }] = await Promise.all([
    import("../sample-redmine/redmine.ts"),
    import("../sample-redmine/stories/stories.ts"),
    import("../sample-redmine/listen.ts"),
  ]);
  const samplePort = await freePort(port + 1, config.host);
  const url = `http://127.0.0.1:${samplePort}`;
  const sample = createSampleRedmine({
    baseUrl: url,
    redirectUris: [`http://localhost:${port}/oauth/callback`],
    data: ferryCompany(Date.now()),
  });

  try {
    return { sample, url, end: await listen(sample, config.host, samplePort) };
  } catch (error) {
    throw startFailure(error, config) ?? error;
  }
}

import type { Config } from "../../config.ts";
import { connectionAdvice } from "./connection-fault.ts";
import { type Finding, fault, ok, warning } from "./finding.ts";

const about = "MCP_BASE_URL";
const timeoutMs = 5_000;

/** Whether the world finds this server where it says it is; it can be asked only while the server runs. */
export async function publicUrlFindings(config: Config): Promise<Finding[]> {
  const { baseUrl } = config;
  const { origin, pathname } = new URL(baseUrl);
  const document = `${origin}/.well-known/oauth-authorization-server${pathname === "/" ? "" : pathname}`;
  const answer = await ask(document);
  if ("failed" in answer) {
    const { why, todo } = connectionAdvice("unreachable", answer.failed, baseUrl);
    if (!(await runsHere(config)))
      return [warning(about, "not checked: the server does not run. Start it and call doctor again")];
    if (isLocal(baseUrl))
      return [fault(about, `${baseUrl} is not where this server listens: ${why}`, "Check its port.")];
    return [
      warning(
        about,
        `${baseUrl} cannot be reached from here: ${why}`,
        `${todo} Where a network does not lead out and back in, open ${document} elsewhere.`,
      ),
    ];
  }

  const issuer = issuerIn(answer.text);
  if (issuer === baseUrl) return [ok(about, `${baseUrl} leads to this server`)];
  if (issuer !== undefined) {
    return [
      fault(
        about,
        `the server at ${baseUrl} says it is ${issuer}`,
        "Set MCP_BASE_URL to the same where the server and doctor run, and restart the server.",
      ),
    ];
  }
  if (!(await runsHere(config))) {
    return [
      warning(about, `what answers at ${baseUrl} is not this server (HTTP ${answer.status}); it does not run here`),
    ];
  }
  return [
    fault(
      about,
      `${document} is not answered by this server (HTTP ${answer.status})`,
      "The proxy must send that path to this server too, not only those below MCP_BASE_URL.",
    ),
  ];
}

type Reachability = { failed: unknown } | { status: number; text: string };

async function ask(url: string): Promise<Reachability> {
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(timeoutMs) });
    return { status: response.status, text: await response.text() };
  } catch (failed) {
    return { failed };
  }
}

function issuerIn(text: string): string | undefined {
  try {
    const { issuer } = JSON.parse(text);
    return typeof issuer === "string" && /^[!-~]{1,300}$/.test(issuer) ? issuer : undefined;
  } catch {
    return undefined;
  }
}

/** Many a program answers 200 to everything, so the answer must look like ours. */
export async function runsHere({ host, port }: Pick<Config, "host" | "port">): Promise<boolean> {
  const address = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const answer = await ask(`http://${address.includes(":") ? `[${address}]` : address}:${port}/health`);
  return "status" in answer && answer.status === 200 && answer.text.startsWith('{"status":"ok","version":');
}

export const loopback = new Set(["localhost", "127.0.0.1", "::1", "[::1]"]);

export function isLocal(url: string): boolean {
  return loopback.has(new URL(url).hostname);
}

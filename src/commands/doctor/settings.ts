import { statSync } from "node:fs";
import { isIP } from "node:net";
import { resolve } from "node:path";
import { identify } from "../../auth/signin/identify.ts";
import { readCommandLine } from "../../config/flags.ts";
import { type Config, settingRows } from "../../config.ts";
import { nearMatch } from "../../did-you-mean.ts";
import { RedmineFailure } from "../../redmine/failure.ts";
import { ownPermissions } from "../../redmine/permission-labels.ts";
import type { Send } from "../../redmine/send.ts";
import type { Secret } from "../../secret.ts";
import { startFailure } from "../failures.ts";
import { listenOnce } from "../free-port.ts";
import { type Finding, fault, ok, warning } from "./finding.ts";
import { isLocal, loopback, runsHere } from "./public-url.ts";

export type Way = "serve" | "stdio";

/** Settings that could be read and yet would surprise. */
export function settingsFindings(config: Config, way: Way): Finding[] {
  const { baseUrl, host, redmineUrl, redmineAuth } = config;
  const signIn = redmineAuth === "oauth" ? "people sign in at Redmine" : "people sign in with their API key";
  const findings: Finding[] = [ok("Settings", `complete; ${way === "serve" ? signIn : "for stdio, with one API key"}`)];
  for (const sentence of warningsOf(config, way)) findings.push(warning("Settings", sentence));

  if (way === "serve" && isLocal(baseUrl) && !loopback.has(host)) {
    findings.push(
      warning(
        "MCP_BASE_URL",
        `is ${baseUrl}, which is this machine only, although the server listens for others (MCP_HOST ${host})`,
        "If others are to use it, set MCP_BASE_URL to the https URL by which they reach it.",
      ),
    );
  }
  if (redmineUrl.startsWith("http://") && !isLocal(redmineUrl) && !isPrivate(redmineUrl)) {
    findings.push(
      warning("REDMINE_URL", "is plain http: traffic can be read in transit", "Use https if Redmine supports it."),
    );
  }
  return findings;
}

/** What is perhaps not meant as it stands, in sentences: a start logs them. */
export function warningsOf(config: Config, way: Way): string[] {
  const ofUrl = way === "serve" ? otherPort(config) : [];
  return [...config.warnings, ...ofUrl, ...unknownScopes(config), ...publicIssues(config)];
}

/** Told mildly: a container's port may be another one outside. Where none is written, or https, something in front is certain. */
function otherPort({ baseUrl, port, redmineAuth }: Config): string[] {
  const url = new URL(baseUrl);
  const differs = url.port !== "" && port !== 0 && url.port !== String(port);
  if (!differs || !isLocal(baseUrl) || url.protocol === "https:") return [];

  const right = baseUrl.replace(`:${url.port}`, `:${port}`);
  const redirect = redmineAuth === "oauth" ? `, and the redirect URI in Redmine to ${right}/oauth/callback` : "";
  return [
    `MCP_BASE_URL says port ${url.port}, and this server listens on ${port}: ` +
      `unless something in front passes it on, set MCP_BASE_URL to ${right}${redirect}`,
  ];
}

/** A plugin's permission may be right, and is never asked for. */
function unknownScopes({ redmineScopes = [] }: Config): string[] {
  return redmineScopes
    .filter((scope) => !ownPermissions.includes(scope))
    .map((scope) => {
      const near = nearMatch(scope, ownPermissions);
      const what = near === undefined ? "no tool here needs it" : `did you mean ${near}?`;
      return `REDMINE_SCOPES has ${scope}, which is no permission of Redmine itself; ${what}`;
    });
}

/** Redmine 7.0 has trackers whose issues are private by default, and the REST API does not tell which. */
function publicIssues({ redmineScopes = [], readOnly }: Config): string[] {
  const creates = redmineScopes.includes("add_issues") && !readOnly;
  if (!creates || redmineScopes.some((scope) => /^set_(own_)?issues_private$/.test(scope))) return [];
  return [
    "REDMINE_SCOPES has add_issues and not set_issues_private: new issues are public, even in a tracker that is private by default (Redmine 7.0)",
  ];
}

/** `.env` holds secrets; on Windows a file's mode says nothing. */
export function envFileFinding(
  { argv, cwd }: { argv: readonly string[]; cwd: string },
  platform: NodeJS.Platform,
): Finding[] {
  if (platform === "win32") return [];
  const file = readCommandLine(argv, settingRows).options.get("env-file") ?? ".env";
  const mode = statSync(resolve(cwd, file), { throwIfNoEntry: false })?.mode;
  if (mode === undefined) return [];
  if ((mode & 0o077) === 0) return [ok(file, "can be read by this user only")];
  return [fault(file, "can be read by other users of this machine", `chmod 600 ${file}`)];
}

/** A container's network: a name without a dot, or a private address. */
function isPrivate(url: string): boolean {
  const { hostname } = new URL(url);
  if (isIP(hostname)) return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(hostname);
  return !hostname.includes(".");
}

/** Why this server could not listen; nothing where it could, or does already. */
export async function portFindings(config: Config): Promise<Finding[]> {
  if (await runsHere(config)) return [];
  try {
    await listenOnce(config.port, config.host);
    return [];
  } catch (error) {
    return [fault("MCP_PORT", startFailure(error, config)?.message ?? `nothing can listen on ${config.port}`)];
  }
}

const about = "REDMINE_API_KEY";

/** Whether Redmine accepts the API key. It gives no finding when the REST API is off: another check reports that. */
export async function keyFindings(secret: Secret, send: Send): Promise<Finding[]> {
  try {
    const account = await identify(send, { kind: "api-key", secret });
    if (account) return [ok(about, `is that of Redmine's user ${account.user}`)];
    return [fault(about, "is not known to Redmine", "Copy it again from My account → API access key.")];
  } catch (error) {
    const reason = error instanceof RedmineFailure ? error.failure.reason : undefined;
    if (reason === undefined) throw error;
    if (reason === "rest_disabled") return []; // told already
    return [fault(about, "Redmine gave no clear answer about it", "Is the account locked? Try again.")];
  }
}

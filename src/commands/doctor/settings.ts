import { statSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import type { Config } from "../../config.ts";
import { type Finding, note, ok, wrong } from "./finding.ts";

const loopback = new Set(["localhost", "127.0.0.1", "::1", "[::1]"]);

/** Settings that could be read and yet would surprise. */
export function settingsFindings(config: Config, way: "serve" | "stdio"): Finding[] {
  const { baseUrl, host, redmineUrl, redmineAuth } = config;
  const signIn = redmineAuth === "oauth" ? "people sign in at Redmine" : "people sign in with their API key";
  const found: Finding[] = [ok("Settings", `complete; ${way === "serve" ? signIn : "for stdio, with one API key"}`)];
  for (const warning of config.warnings) found.push(note("Settings", warning));

  if (way === "serve" && isLocal(baseUrl) && !loopback.has(host)) {
    found.push(
      note(
        "MCP_BASE_URL",
        `is ${baseUrl}, which is this machine only, although the server listens for others (MCP_HOST ${host})`,
        "If others are to use it, set MCP_BASE_URL to the https URL by which they reach it.",
      ),
    );
  }
  if (redmineUrl.startsWith("http://") && !isLocal(redmineUrl) && !isPrivate(redmineUrl)) {
    found.push(
      note("REDMINE_URL", "is plain http: everybody on the way reads along", "Use https if Redmine speaks it."),
    );
  }
  return found;
}

/** `.env` holds secrets; on Windows a file's mode says nothing. */
export function envFileFinding(cwd: string, platform: NodeJS.Platform): Finding[] {
  if (platform === "win32") return [];
  const mode = statSync(join(cwd, ".env"), { throwIfNoEntry: false })?.mode;
  if (mode === undefined) return [];
  if ((mode & 0o077) === 0) return [ok(".env", "can be read by this user only")];
  return [wrong(".env", "can be read by other users of this machine", "chmod 600 .env")];
}

export function isLocal(url: string): boolean {
  return loopback.has(new URL(url).hostname);
}

/** A container's network: a name without a dot, or a private address. */
function isPrivate(url: string): boolean {
  const { hostname } = new URL(url);
  if (isIP(hostname)) return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(hostname);
  return !hostname.includes(".");
}

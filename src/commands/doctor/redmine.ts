import type { Config } from "../../config.ts";
import { RedmineFailure } from "../../redmine/failure.ts";
import { path } from "../../redmine/path.ts";
import type { Answer, Send } from "../../redmine/send.ts";
import { certificateFinding } from "./certificate.ts";
import { connectionAdvice } from "./connection-fault.ts";
import { type Finding, fault, ok, warning } from "./finding.ts";

const about = "Redmine";
const maxSkewMs = 60_000;
const timeoutMs = 10_000;

export interface Seen {
  findings: Finding[];
  /** Undefined: no Redmine was found that could be asked. */
  oauth?: boolean;
}

/** What a Redmine tells without a login. */
export async function redmineFindings(config: Config, send: Send): Promise<Seen> {
  const { redmineUrl: url } = config;
  try {
    const answer = await send({ method: "GET", path: path`users/current.json`, timeoutMs });
    const api = restFinding(answer, url);
    if (api.verdict !== "ok" && !isRestOff(answer)) return { findings: [api] };

    const oauth = await hasOAuth(send);
    const around = [...(await certificateFinding(url)), ...clock(answer)];
    return { oauth, findings: [ok(about, `answers at ${url}`), api, oauthFinding(config, oauth), ...around] };
  } catch (error) {
    return { findings: [unreachable(url, error)] };
  }
}

function unreachable(url: string, error: unknown): Finding {
  const failure = error instanceof RedmineFailure ? error.failure : undefined;
  if (failure?.reason !== "unavailable") throw error;
  const { why, todo } = connectionAdvice(failure.because, error, url);
  return fault(about, `cannot be reached at ${url}: ${why}`, todo);
}

/** Without a login, Redmine's API answers 401 with its own realm, and 403 while it is off. */
function restFinding(answer: Answer, url: string): Finding {
  const { status, headers } = answer;
  if (status === 401 && /realm="Redmine API"/.test(headers.get("www-authenticate") ?? "")) {
    return ok(about, "its REST API is on");
  }
  if (isRestOff(answer)) {
    return fault(
      about,
      "its REST API is off",
      "Administration → Settings → API: tick “Enable REST web service” and save.",
    );
  }

  const what = `what answers at ${url} is not Redmine's REST API`;
  if (status >= 300 && status < 400) {
    return fault(
      about,
      `${url} sends us on to ${target(headers, url)}`,
      "Set REDMINE_URL to where Redmine itself answers.",
    );
  }
  if (status === 404) return fault(about, what, "Is a path such as /redmine missing in REDMINE_URL, or one too many?");
  if (status === 401) {
    return fault(about, what, "Something in front of it asks for a password: let this server's requests pass there.");
  }
  if (status === 500) return fault(about, "fails with an error of its own", "Look into Redmine's log.");
  return fault(about, `${what} (HTTP ${status})`, "Check REDMINE_URL, and what stands in front of Redmine.");
}

function isRestOff({ status, headers, body }: Answer): boolean {
  return status === 403 && body.length === 0 && !headers.has("www-authenticate");
}

function target(headers: Headers, url: string): string {
  const to = URL.parse(headers.get("location") ?? "", url);
  return to ? to.origin + to.pathname.replace(/\/users\/current\.json$/, "") : "another address";
}

/** Redmine has OAuth since 6.1; its token endpoints are then there and refuse. */
async function hasOAuth(send: Send): Promise<boolean> {
  const { status } = await send({ method: "GET", path: path`oauth/token/info`, timeoutMs });
  return status === 401;
}

function oauthFinding({ redmineAuth }: Config, there: boolean): Finding {
  if (there) {
    if (redmineAuth === "oauth") return ok(about, "has OAuth (6.1 or later)");
    return warning(about, "has OAuth (6.1 or later): REDMINE_AUTH=oauth would spare people their API keys");
  }
  if (redmineAuth === "api-key") return ok(about, "has no OAuth (before 6.1), and REDMINE_AUTH is api-key");
  return fault(about, "has no OAuth: it is older than 6.1", "Upgrade Redmine, or set REDMINE_AUTH=api-key.");
}

/** Nothing where Redmine does not say its time, as some servers in front of it do not. */
function clock({ headers }: Answer): Finding[] {
  const theirs = Date.parse(headers.get("date") ?? "");
  if (Number.isNaN(theirs)) return [];
  const apart = Math.abs(Date.now() - theirs);
  if (apart <= maxSkewMs) return [ok("Clock", "the same as Redmine's")];
  const says = `${Math.round(apart / 1000)} seconds away from Redmine's`;
  return [fault("Clock", says, "Let both machines keep time by NTP.")];
}

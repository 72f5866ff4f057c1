import type { Config } from "../../config.ts";
import { RedmineFailure } from "../../redmine/failure.ts";
import { createRedmineOAuth } from "../../redmine/oauth.ts";
import { checkboxesOf } from "../../redmine/permission-labels.ts";
import type { Send } from "../../redmine/send.ts";
import { redmineScopesOf, selectTools } from "../../tools/select.ts";
import { type Finding, fault, ok } from "./finding.ts";

const about = "Application";

/** Redmine takes the application's word before it looks at the code: a made-up code is refused as a code only to the right one. */
export async function applicationFindings(config: Config, send: Send): Promise<Finding[]> {
  const { redmineClientId: id, redmineClientSecret: secret } = config;
  if (id === undefined || secret === undefined) return [];
  const invalidCode = { code: "made-up-by-doctor", verifier: "doctor".repeat(10), redirectUri: callbackOf(config) };

  try {
    await createRedmineOAuth(send, { id, secret }).exchange(invalidCode);
  } catch (error) {
    const reason = error instanceof RedmineFailure ? error.failure.reason : undefined;
    if (reason === "application_refused") {
      return [
        fault(
          about,
          "Redmine does not know REDMINE_CLIENT_ID, or REDMINE_CLIENT_SECRET is not its secret",
          "Administration → Applications shows the UID, which is the id. The secret is shown once, when the application",
          "is made: if it is lost, make a new application.",
        ),
      ];
    }
    if (reason === undefined) throw error;
    return [fault(about, "Redmine gave no clear answer about id and secret", "Try again; look into Redmine's log.")];
  }
  return [ok(about, "Redmine accepts REDMINE_CLIENT_ID and REDMINE_CLIENT_SECRET")];
}

/** What this server cannot read in Redmine. More boxes may be selected there: no other scope is requested. */
export function comparison(config: Config): Finding {
  const says = "compare these with its page in Redmine (Administration → Applications), which this server cannot read";
  const boxes = checkboxLines(config).map((line) => `  ${line}`);
  return { verdict: "info", about, says, todo: [`Redirect URI: ${callbackOf(config)}`, "Scopes selected:", ...boxes] };
}

export function callbackOf({ baseUrl }: Config): string {
  return `${baseUrl}/oauth/callback`;
}

/** Redmine permissions that sign-ins request under these settings. */
export function requestedScopes(config: Config): string[] {
  const allowed = config.redmineScopes && new Set(config.redmineScopes);
  return redmineScopesOf(selectTools(config), "write", allowed);
}

/** The checkboxes to select, a line a group; what is longer goes on indented. */
export function checkboxLines(config: Config): string[] {
  return checkboxesOf(requestedScopes(config)).flatMap(({ title, boxes }) => {
    const labels = boxes.map(({ label, fixed }) => (fixed ? `${label} (always selected)` : label));
    return withinColumns(`${title}:`, labels);
  });
}

const columns = 69; // 80 less the deepest indent that they get

/** Broken only between labels, because they have spaces in them. */
function withinColumns(title: string, labels: readonly string[]): string[] {
  const lines = [title];
  for (const [at, label] of labels.entries()) {
    const next = at < labels.length - 1 ? `${label},` : label;
    const longer = `${lines.at(-1)} ${next}`;
    if (longer.length <= columns) lines[lines.length - 1] = longer;
    else lines.push(`  ${next}`);
  }
  return lines;
}

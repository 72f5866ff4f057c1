import type { Config } from "../../config.ts";
import { RedmineFailure } from "../../redmine/failure.ts";
import { createRedmineOAuth } from "../../redmine/oauth.ts";
import { checkboxesOf } from "../../redmine/permission-labels.ts";
import type { Send } from "../../redmine/send.ts";
import { redmineScopesOf, selectTools } from "../../tools/select.ts";
import { type Finding, note, ok, wrong } from "./finding.ts";

const about = "Application";

/** Redmine takes the application's word before it looks at the code: a made-up code is refused as a code only to the right one. */
export async function applicationFindings(config: Config, send: Send): Promise<Finding[]> {
  const { redmineClientId: id, redmineClientSecret: secret } = config;
  if (id === undefined || secret === undefined) return [];
  const made = { code: "made-up-by-doctor", verifier: "doctor".repeat(10), redirectUri: callbackOf(config) };

  try {
    await createRedmineOAuth(send, { id, secret }).exchange(made);
  } catch (error) {
    const reason = error instanceof RedmineFailure ? error.failure.reason : undefined;
    if (reason === "application_refused") {
      return [
        wrong(
          about,
          "Redmine does not know REDMINE_CLIENT_ID, or REDMINE_CLIENT_SECRET is not its secret",
          "Administration → Applications shows the UID, which is the id. The secret is shown once, when the application",
          "is made: if it is lost, make a new application.",
        ),
      ];
    }
    if (reason === undefined) throw error;
    return [wrong(about, "Redmine gave no clear answer about id and secret", "Try again; look into Redmine's log.")];
  }
  return [ok(about, "Redmine accepts REDMINE_CLIENT_ID and REDMINE_CLIENT_SECRET")];
}

/** What nobody can see before a person has signed in. Ticked may be more: nothing else is asked for. */
export function comparison(config: Config): Finding {
  const says = "compare with Redmine's page of it (Administration → Applications), which cannot be seen from here";
  const boxes = checkboxLines(config).map((line) => `  ${line}`);
  return note(about, says, `Redirect URI: ${callbackOf(config)}`, "Scopes ticked:", ...boxes);
}

export function isComparison({ verdict, about: what }: Finding): boolean {
  return verdict === "note" && what === about;
}

export function callbackOf({ baseUrl }: Config): string {
  return `${baseUrl}/oauth/callback`;
}

/** The checkboxes to tick, a line a group; what is longer goes on indented. */
export function checkboxLines(config: Config): string[] {
  const allowed = config.redmineScopes && new Set(config.redmineScopes);
  const tools = selectTools(config);
  const scopes = redmineScopesOf(tools, "write", allowed);
  return checkboxesOf(scopes).flatMap(({ title, boxes }) => {
    const labels = boxes.map(({ label, fixed }) => (fixed ? `${label} (always ticked)` : label));
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

import { identify } from "../../auth/signin/identify.ts";
import { RedmineFailure } from "../../redmine/failure.ts";
import type { Send } from "../../redmine/send.ts";
import type { Secret } from "../../secret.ts";
import { type Finding, ok, wrong } from "./finding.ts";

const about = "REDMINE_API_KEY";

export async function keyFindings(secret: Secret, send: Send): Promise<Finding[]> {
  try {
    const known = await identify(send, { kind: "api-key", secret });
    if (known) return [ok(about, `is that of Redmine's user ${known.user}`)];
    return [wrong(about, "is not known to Redmine", "Copy it again from My account → API access key.")];
  } catch (error) {
    const reason = error instanceof RedmineFailure ? error.failure.reason : undefined;
    if (reason === undefined) throw error;
    if (reason === "rest_disabled") return []; // told already
    return [wrong(about, "Redmine gave no clear answer about it", "Is the account locked? Try again.")];
  }
}

import type { SignedIn } from "../../support/mcp-client.ts";
import type { World } from "../../support/world.ts";

/** An issue that everybody may see, visitors of Redmine as well. */
const publicIssue = 61;
export const publicSubject = "Memory grows on every request";

interface Outcome {
  isError: boolean;
  text: string;
}

export const readIssue = (who: SignedIn): Promise<Outcome> =>
  who.call("get_issue_details", { issue_id: publicIssue }).catch(toldToSignIn);

export const createIssue = (who: SignedIn): Promise<Outcome> =>
  who
    .call("create_issue", { project_id: "alpha", tracker_id: "Bug", subject: "By nobody", description: "x" })
    .catch(toldToSignIn);

function toldToSignIn(error: unknown): Outcome {
  if (!(error instanceof Error) || error.message !== "Unauthorized") throw error;
  return { isError: true, text: "" };
}

export const writesAt = ({ sample }: World): number =>
  sample.count(({ method, path }) => method === "POST" && path === "/issues.json");

export const readsBy = ({ sample }: World, user: number): number =>
  sample.count(({ userId, path }) => userId === user && path === `/issues/${publicIssue}.json`);

/** What the MCP endpoint says to the token that the client holds now; the client itself would sign in again. */
export async function statusOf(at: World, who: SignedIn): Promise<number> {
  const response = await fetch(at.mcpUrl, {
    method: "POST",
    headers: {
      authorization: `Bearer ${who.kept.tokens?.access_token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
  });
  await response.body?.cancel();
  return response.status;
}

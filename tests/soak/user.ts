import { Browser } from "../support/browser.ts";
import { isOurs, type Login, signIn } from "../support/mcp-client.ts";

/** `wrong`: an answer that is not this person's; `logged out`: a token that should live is refused. */
export type Outcome = "right" | "outage" | "wrong" | "logged out";

export interface User {
  act(): Promise<Outcome>;
  /** What went wrong last, for the report. */
  readonly last: string;
}

interface Tokens {
  access_token: string;
  refresh_token: string;
}

const outageWords =
  /cannot be reached|A proxy in front of Redmine failed|is busy|took too long|Too many requests|error of its own|did not confirm|storage right now|did not come from Redmine/;

/** Somebody with a client of their own: reads what they may, is refused what they may not, refreshes now and then. */
export async function userOf(mcpUrl: string, person: Login, maySeeSecrets: boolean): Promise<User> {
  const { kept, close } = await signIn(mcpUrl, person, { browser: new Browser({ mayVisit: isOurs }) });
  await close();
  const { client_id } = kept.client as { client_id: string };
  let tokens = kept.tokens as Tokens;
  let last = "";
  let turn = Math.floor(Math.random() * 20);

  async function call(name: string, args: object): Promise<{ status: number; text: string; isError: boolean }> {
    const response = await fetch(mcpUrl, {
      method: "POST",
      headers: {
        authorization: `Bearer ${tokens.access_token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: turn, method: "tools/call", params: { name, arguments: args } }),
    });
    if (response.status !== 200) return { status: response.status, text: await response.text(), isError: true };
    const { result } = (await response.json()) as { result?: { content: { text?: string }[]; isError?: boolean } };
    return { status: 200, text: result?.content[0]?.text ?? "", isError: result?.isError === true };
  }

  async function refresh(): Promise<Outcome> {
    const body = new URLSearchParams({ grant_type: "refresh_token", client_id, refresh_token: tokens.refresh_token });
    const response = await fetch(mcpUrl.replace(/\/mcp$/, "/oauth/token"), { method: "POST", body });
    if (response.status === 503 || response.status === 429) {
      turn -= 1; // asked again in its next turn, within the grace, as Retry-After says
      return failed("outage", `refresh ${response.status}`);
    }
    if (response.status !== 200) return failed("logged out", `refresh ${response.status} ${await response.text()}`);
    tokens = (await response.json()) as Tokens;
    return "right";
  }

  function failed(outcome: Outcome, why: string): Outcome {
    last = why.slice(0, 300);
    return outcome;
  }

  async function step(): Promise<Outcome> {
    turn += 1;
    if (turn % 20 === 0) return refresh();
    const secret = turn % 2 === 0;
    const kind = turn % 5;
    const { status, text, isError } = await (kind === 3
      ? call("search_issues", { query: "zanzibar" })
      : kind === 4
        ? call("list_projects", {})
        : call("get_issue_details", { issue_id: secret ? 68 : 61, notes: 5 }));
    if (status === 401) return failed("logged out", text);
    if (status === 503 || status === 502 || (isError && outageWords.test(text)))
      return failed("outage", `${status} ${text.replace(/\(request .*/, "")}`);
    if (status !== 200) return failed("wrong", `${status} ${text}`);

    if (kind === 3) return /Secret plan/.test(text) === maySeeSecrets ? "right" : failed("wrong", text);
    if (kind === 4)
      return /secret/.test(text) === maySeeSecrets && /alpha/.test(text) ? "right" : failed("wrong", text);
    if (!secret) return text.includes("Memory grows") ? "right" : failed("wrong", text);
    return text.includes("Secret plan") === maySeeSecrets && isError === !maySeeSecrets
      ? "right"
      : failed("wrong", text);
  }

  return {
    act: () => step().catch((error: unknown) => failed("wrong", `fetch: ${String(error)}`)),
    get last() {
      return last;
    },
  };
}

import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { Browser } from "../support/browser.ts";
import type { Login } from "../support/mcp-client.ts";
import { signInAtRedmine } from "../support/sign-in-at-redmine.ts";

/**
 * The fate of one request that is sent once: answered; no answer, as when the server or a proxy's server died; answered that it
 * cannot be done now; answered that it may not be done.
 */
export type Fate = "ok" | "lost" | "unavailable" | "refused";

export interface Attempt {
  what: "call" | "refresh" | "redeem";
  fate: Fate;
  /** In ms as `performance.now()` counts. */
  began: number;
  ended: number;
  detail: string;
}

export interface Tokens {
  access: string;
  refresh: string;
}

/** An authorization code and what belongs to it. */
export interface CodeInHand {
  client: string;
  code: string;
  verifier: string;
}

const redirect = "http://127.0.0.1:43212/callback";
const timeoutMs = 15_000;
const registered = z.object({ client_id: z.string() });
const pair = z.object({ access_token: z.string(), refresh_token: z.string() });
const called = z.object({
  result: z.object({ isError: z.boolean().optional(), content: z.array(z.object({ text: z.string() })) }),
});

/** From registration to the code in the client's callback. Throws at whatever stops it. */
export async function walkToCode(baseUrl: string, person: Login): Promise<CodeInHand> {
  const registration = await fetch(`${baseUrl}/oauth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ client_name: "Test client", redirect_uris: [redirect] }),
  });
  const { client_id: client } = registered.parse(await registration.json());

  const verifier = randomBytes(32).toString("base64url");
  const authorize = new URL(`${baseUrl}/oauth/authorize`);
  authorize.search = new URLSearchParams({
    client_id: client,
    redirect_uri: redirect,
    response_type: "code",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    resource: `${baseUrl}/mcp`,
  }).toString();
  const callback = await signInAtRedmine(new Browser(), authorize, person, {
    until: (url) => url.href.startsWith(redirect),
  });

  const code = callback.searchParams.get("code");
  if (code === null) throw new Error(`no code: ${callback.searchParams.get("error")}`);
  return { client, code, verifier };
}

export function redeem(baseUrl: string, { client, code, verifier }: CodeInHand) {
  return token(baseUrl, "redeem", {
    grant_type: "authorization_code",
    client_id: client,
    code,
    code_verifier: verifier,
    redirect_uri: redirect,
  });
}

export function refresh(baseUrl: string, client: string, { refresh: refresh_token }: Tokens) {
  return token(baseUrl, "refresh", { grant_type: "refresh_token", client_id: client, refresh_token });
}

async function token(baseUrl: string, what: "redeem" | "refresh", form: Record<string, string>) {
  let tokens: Tokens | undefined;
  const attempt = await attempted(what, async () => {
    const response = await fetch(`${baseUrl}/oauth/token`, {
      method: "POST",
      body: new URLSearchParams(form),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    if (response.status !== 200) return [fateOf(response.status), `${response.status} ${text}`];
    const { access_token, refresh_token } = pair.parse(JSON.parse(text));
    tokens = { access: access_token, refresh: refresh_token };
    return ["ok", ""];
  });
  return { ...attempt, ...(tokens && { tokens }) };
}

/** Reads an issue of project Alpha, which every person of the sample sees. */
export function call(baseUrl: string, { access }: Tokens): Promise<Attempt> {
  return attempted("call", async () => {
    const response = await fetch(`${baseUrl}/mcp`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${access}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: { name: "get_issue_details", arguments: { issue_id: 61 } },
      }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    if (response.status !== 200) return [fateOf(response.status), `${response.status} ${text}`];

    const { result } = called.parse(JSON.parse(text));
    const words = result.content.map((block) => block.text).join(" ");
    if (words.includes("Memory grows")) return ["ok", ""];
    // in the words of tools/explain-error.ts: whatever does not ask for a new sign-in asks for another try
    return [/sign in|no longer accepts/i.test(words) ? "refused" : "unavailable", words];
  });
}

async function attempted(what: Attempt["what"], ask: () => Promise<[Fate, string]>): Promise<Attempt> {
  const began = performance.now();
  const [fate, detail] = await ask().catch((error: unknown): [Fate, string] => {
    if (error instanceof z.ZodError || error instanceof SyntaxError) throw error; // an answer that nobody should give
    return ["lost", `${error} ${error instanceof Error ? error.cause : ""}`];
  });
  return { what, fate, began, ended: performance.now(), detail };
}

/** 502 and 504 are a proxy's words for a server that died. */
function fateOf(status: number): Fate {
  if (status === 502 || status === 504) return "lost";
  return status === 503 || status === 429 ? "unavailable" : "refused";
}

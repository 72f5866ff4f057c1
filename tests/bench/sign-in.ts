import { createHash, randomBytes } from "node:crypto";
import { type Answer, ask, form } from "./http.ts";
import type { Target } from "./instant-redmine.ts";

const redirect = "http://127.0.0.1:1/callback";

/** A browser that is signed in at Redmine and has approved the application once. */
export interface Redmines {
  cookies: Map<string, string>;
}

/** Signs one person in at Redmine itself, as a browser would before it meets us. */
export async function logIn(target: Target, login: string): Promise<Redmines> {
  const person = target.people[login];
  if (!person) throw new Error(`no ${login}`);
  const cookies = new Map<string, string>();
  const page = await visit(cookies, { url: `${target.url}/login` });
  const token = /name="authenticity_token" value="([^"]+)"/.exec(page.body)?.[1] ?? "";
  const { password } = person;
  await visit(cookies, {
    url: `${target.url}/login`,
    ...form({ authenticity_token: unescaped(token), username: login, login: "Login", password }),
  });
  return { cookies };
}

export interface Tokens {
  access: string;
  refresh: string;
}

export async function register(base: string): Promise<string> {
  const body = JSON.stringify({ client_name: "Bench", redirect_uris: [redirect] });
  const headers = { "content-type": "application/json" };
  return JSON.parse((await ask({ method: "POST", url: `${base}/oauth/register`, headers, body })).body).client_id;
}

/** The whole way from an authorization request to tokens, with a browser that is signed in at Redmine. */
export async function signIn(base: string, target: Target, { cookies }: Redmines, client_id: string): Promise<Tokens> {
  const verifier = randomBytes(32).toString("base64url");
  const ours = new Map<string, string>();
  const query = new URLSearchParams({
    client_id,
    redirect_uri: redirect,
    response_type: "code",
    scope: "read write",
    state: "state",
    resource: `${base}/mcp`,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });

  let page = await visit(ours, { url: `${base}/oauth/authorize?${query}` });
  const ticket = /name="ticket" value="([^"]+)"/.exec(page.body)?.[1];
  if (ticket !== undefined) {
    const posted = form({ ticket, decision: "allow", access: "write" });
    const headers = { ...posted.headers, origin: new URL(base).origin };
    page = await visit(ours, { url: `${base}/oauth/consent`, ...posted, headers });
  }
  const atRedmine = await approve(target, cookies, to(page));
  const back = to(await visit(ours, { url: atRedmine }));
  const code = new URL(back).searchParams.get("code") ?? "";
  const fields = { grant_type: "authorization_code", code, client_id, code_verifier: verifier, redirect_uri: redirect };
  const { body } = await ask({ url: `${base}/oauth/token`, ...form(fields) });
  const { access_token: access, refresh_token: refresh } = JSON.parse(body);
  if (!access) throw new Error(`no token: ${body}`);
  return { access, refresh };
}

/** A token of Redmine's own, as our server holds one: asked for without it. */
export async function redmineToken(target: Target, { cookies }: Redmines): Promise<string> {
  const redirect_uri = "http://127.0.0.1/oauth/callback";
  const { clientId: client_id, clientSecret: client_secret } = target;
  const scope = "view_project search_project view_members view_issues view_private_notes view_issue_watchers";
  const query = new URLSearchParams({ client_id, redirect_uri, response_type: "code", scope });
  const back = await approve(target, cookies, `${target.url}/oauth/authorize?${query}`);
  const code = new URL(back).searchParams.get("code") ?? "";
  const fields = { grant_type: "authorization_code", code, redirect_uri, client_id, client_secret };
  return JSON.parse((await ask({ url: `${target.url}/oauth/token`, ...form(fields) })).body).access_token;
}

/** Redmine asks once a person and set of scopes; after that it sends the browser back at once. */
async function approve(target: Target, cookies: Map<string, string>, url: string): Promise<string> {
  const page = await visit(cookies, { url });
  if (page.headers.location) return to(page);
  const fields: Record<string, string> = {};
  const forms = page.body.match(/<form[\s\S]*?<\/form>/g) ?? [];
  const allow = forms.find((text) => text.includes(`name="redirect_uri"`) && !text.includes(`name="_method"`)) ?? "";
  for (const [tag] of allow.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]+)"/.exec(tag)?.[1];
    if (name) fields[name] = unescaped(/value="([^"]*)"/.exec(tag)?.[1] ?? "");
  }
  return to(await visit(cookies, { url: `${target.url}/oauth/authorize`, ...form(fields) }));
}

async function visit(cookies: Map<string, string>, { headers, ...rest }: Parameters<typeof ask>[0]): Promise<Answer> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const answer = await ask({ ...rest, headers: { accept: "text/html", ...headers, ...(cookie && { cookie }) } });
  for (const line of answer.headers["set-cookie"] ?? []) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === "") cookies.delete(name);
    else cookies.set(name, value);
  }
  return answer;
}

function to({ status, headers, body }: Answer): string {
  if (!headers.location) throw new Error(`HTTP ${status} leads nowhere: ${body.slice(0, 300)}`);
  return headers.location;
}

function unescaped(html: string): string {
  return html.replaceAll("&amp;", "&").replaceAll("&#39;", "'").replaceAll("&quot;", '"');
}

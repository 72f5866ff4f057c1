import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import type { Browser } from "../../support/browser.ts";
import type { Form, Page } from "../../support/html-page.ts";
import type { Edge } from "./edge.ts";
import { stubRedmineUrl } from "./stub-redmine-oauth.ts";

export const loopbackRedirect = "http://127.0.0.1:43210/callback";
export const claudeRedirect = "https://claude.ai/api/mcp/auth_callback";

const registered = z.object({ client_id: z.string() });
const issued = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  token_type: z.literal("Bearer"),
  expires_in: z.number(),
  scope: z.string(),
});
export type Tokens = z.infer<typeof issued>;

export interface Pkce {
  verifier: string;
  challenge: string;
}

/** A client that does everything right; what a test attacks with is what it changes. */
export interface Client {
  id: string;
  redirect: string;
}

export async function registerClient(edge: Edge, redirect = loopbackRedirect, name = "A client"): Promise<Client> {
  const response = await edge.postJson("/oauth/register", { client_name: name, redirect_uris: [redirect] });
  return { id: registered.parse(await response.json()).client_id, redirect };
}

export function newPkce(): Pkce {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

export type Params = Record<string, string | string[] | undefined>;

/** An authorization request; `undefined` leaves a parameter out, a list repeats it. */
export function authorizePath({ id, redirect }: Client, challenge: string, changed: Params = {}): string {
  const params: Params = {
    response_type: "code",
    client_id: id,
    redirect_uri: redirect,
    code_challenge: challenge,
    code_challenge_method: "S256",
    state: "client-state",
    ...changed,
  };
  const pairs = Object.entries(params).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((each) => [name, each]),
  );
  return `/oauth/authorize?${new URLSearchParams(pairs)}`;
}

/** Walks from the authorization request to the client's redirect, saying yes on our page if it comes. */
export async function approve(edge: Edge, browser: Browser, path: string, access = "write"): Promise<URL> {
  const until = atClient(edge);
  const arrival = await browser.open(edge.baseUrl + path, until);
  if (arrival instanceof URL) return arrival;
  const [form] = arrival.forms;
  if (!form) throw new Error(`no way on: ${arrival.title}`);
  const choice = form.controls.some(({ name }) => name === "access") ? { access } : {};
  const end = await browser.submit(form, { decision: "allow", ...choice }, until);
  if (end instanceof URL) return end;
  throw new Error(`no way on: ${end.title}`);
}

/** The whole address of a new authorization request, with a PKCE challenge whose verifier nobody keeps. */
export function authorizeUrl(edge: Edge, client: Client, changed: Params = {}): string {
  return edge.baseUrl + authorizePath(client, newPkce().challenge, changed);
}

export const atRedmine = (url: URL): boolean => url.origin === stubRedmineUrl;
export const atCallback = (url: URL): boolean => url.pathname === "/oauth/callback";

/** True where a client takes over from us and from Redmine. */
export function atClient(edge: Edge): (url: URL) => boolean {
  return (url) => url.origin !== new URL(edge.baseUrl).origin && url.hostname !== "redmine.example";
}

export function pageOf(arrival: Page | URL): Page {
  if (arrival instanceof URL) throw new Error(`expected a page, was sent to ${arrival.origin}${arrival.pathname}`);
  return arrival;
}

export async function urlOf(arrival: Promise<Page | URL>): Promise<URL> {
  const url = await arrival;
  if (!(url instanceof URL)) throw new Error(`expected to be sent on, not ${url.title}`);
  return url;
}

/** Opens an authorization request up to our consent page. */
export async function consentForm(edge: Edge, browser: Browser, url: string): Promise<Form> {
  const [form] = pageOf(await browser.open(url, atClient(edge))).forms;
  if (!form) throw new Error("no form");
  return form;
}

export async function newCode(edge: Edge, client: Client, { challenge }: Pkce, changed: Params = {}): Promise<string> {
  const end = await approve(edge, edge.newBrowser(), authorizePath(client, challenge, changed));
  const code = end.searchParams.get("code");
  if (code === null) throw new Error(`no code but ${end.searchParams.get("error")}`);
  return code;
}

export function redeemForm(client: Client, code: string, verifier: string): Record<string, string> {
  return {
    grant_type: "authorization_code",
    client_id: client.id,
    redirect_uri: client.redirect,
    code,
    code_verifier: verifier,
  };
}

export function refreshForm(client: Pick<Client, "id">, refreshToken: string): Record<string, string> {
  return { grant_type: "refresh_token", client_id: client.id, refresh_token: refreshToken };
}

export async function tokensIn(response: Response): Promise<Tokens> {
  if (response.status !== 200) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  return issued.parse(await response.json());
}

/** A whole sign-in. */
export async function connect(edge: Edge, client: Client, changed: Params = {}): Promise<Tokens> {
  const pkce = newPkce();
  const code = await newCode(edge, client, pkce, changed);
  return tokensIn(await edge.post("/oauth/token", redeemForm(client, code, pkce.verifier)));
}

export async function refreshTokens(edge: Edge, client: Client, { refresh_token }: Tokens): Promise<Tokens> {
  return tokensIn(await edge.post("/oauth/token", refreshForm(client, refresh_token)));
}

const call = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "search_issues", arguments: {} } };
export const writingCall = { ...call, params: { name: "create_issue", arguments: {} } };

/** A call of the MCP endpoint with a bearer. */
export function callMcp(edge: Edge, bearer: string, message: unknown = call): Promise<Response> {
  return edge.postJson("/mcp", message, {
    authorization: `Bearer ${bearer}`,
    accept: "application/json, text/event-stream",
  });
}

const welcomed = z.object({
  result: z.object({ user: z.number(), scope: z.array(z.string()), grant: z.string(), redmineToken: z.string() }),
});

/** Who the MCP endpoint takes the bearer for; undefined: nobody. */
export async function whoIs(edge: Edge, bearer: string) {
  const response = await callMcp(edge, bearer);
  if (response.status === 401) return undefined;
  return welcomed.parse(await response.json()).result;
}

/** Status and error code of a refusal. */
export async function refusalOf(response: Response): Promise<[number, string]> {
  return [response.status, z.object({ error: z.string() }).parse(await response.json()).error];
}

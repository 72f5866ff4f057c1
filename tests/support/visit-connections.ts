import type { FetchLike } from "@modelcontextprotocol/sdk/shared/transport.js";
import { onTestFinished } from "vitest";
import { Browser } from "./browser.ts";
import type { Form, Page } from "./html-page.ts";
import { type SignedIn, signIn } from "./mcp-client.ts";
import { signInAtRedmine } from "./sign-in-at-redmine.ts";
import { startWorld, type World, type WorldOptions } from "./world.ts";

export type Who = "alice" | "bob";

/** A world that ends with the test. */
export async function world(options: WorldOptions = {}): Promise<World> {
  const started = await startWorld(options);
  onTestFinished(() => started.stop());
  return started;
}

/** A Redmine before OAuth, and a server that asks for API keys. */
export async function oldWorld(settings: Record<string, string> = {}): Promise<World> {
  const at = await world({
    settings: { REDMINE_AUTH: "api-key", REDMINE_CLIENT_ID: "", REDMINE_CLIENT_SECRET: "", ...settings },
  });
  at.sample.setVersion("6.0");
  return at;
}

/** A browser that may also go to the sample Redmine. */
export function newBrowser(): Browser {
  return new Browser({ mayVisit: ({ hostname }) => ["localhost", "redmine.sample"].includes(hostname) });
}

type ConnectOptions = Parameters<typeof signIn>[2] & { person?: World["people"][Who] };

export async function connect(at: World, who: Who, options: ConnectOptions = {}): Promise<SignedIn> {
  const { person = at.people[who], ...more } = options;
  const client = await signIn(at.mcpUrl, person, { browser: newBrowser(), ...more });
  onTestFinished(() => client.close());
  return client;
}

/** A client that asks for no more than reading, whatever the server suggests. */
export const askingToRead: FetchLike = async (url, init) => {
  const answer = await fetch(url, init);
  const challenge = answer.headers.get("www-authenticate");
  if (challenge === null) return answer;
  const headers = new Headers(answer.headers);
  headers.set("www-authenticate", challenge.replace(/scope="[^"]*"/, 'scope="read"'));
  return new Response(answer.body, { status: answer.status, headers });
};

export const connectionsPage = (at: World) => `${at.url}/connections`;
export const isConnectionsPage = (url: URL) => url.pathname === "/connections";
export const isCallback = (url: URL) => url.pathname === "/oauth/callback";

/** Opens the page and signs in there, as a person does. */
export async function visit(at: World, who: Who, browser = newBrowser()): Promise<Page> {
  const page = await browser.open(connectionsPage(at));
  const form = formTo(page, "sign-in");
  if (form.controls.some(({ name }) => name === "api_key")) {
    return browser.submit(form, { api_key: at.people[who].apiKey });
  }
  const redmine = await leaveForRedmine(at, browser);
  return browser.open(await signInAtRedmine(browser, redmine, at.people[who], { until: isConnectionsPage }));
}

/** Presses “Sign in” and stops at the address of Redmine that it leads to. */
export async function leaveForRedmine(at: World, browser: Browser): Promise<URL> {
  const page = await browser.open(connectionsPage(at));
  const redmine = await browser.submit(formTo(page, "sign-in"), {}, () => true);
  if (!(redmine instanceof URL)) throw new Error(`sign-in led to ${redmine.text}`);
  return redmine;
}

export function formTo(page: Page, step: "sign-in" | "end" | "sign-out"): Form {
  const form = formsTo(page, step)[0];
  if (!form) throw new Error(`no form for ${step}: ${page.text}`);
  return form;
}

export function formsTo(page: Page, step: string): Form[] {
  return page.forms.filter(({ action }) => action.pathname === `/connections/${step}`);
}

/** What the form sends without a button. */
export function hiddenValues(form: Form): Record<string, string> {
  return Object.fromEntries(form.controls.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));
}

/** A form sent by something that is no browser, with the headers it likes. */
export function post(url: string, values: Record<string, string>, headers: Record<string, string>): Promise<Response> {
  return fetch(url, { method: "POST", body: new URLSearchParams(values), redirect: "manual", headers });
}

export function revocations({ sample }: World): number {
  return sample.count(({ path }) => path === "/oauth/revoke");
}

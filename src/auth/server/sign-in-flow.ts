import { type Failure, failureOf } from "../../redmine/failure.ts";
import type { Store } from "../../store/store.ts";
import type { FoundDocument } from "../documents/documents.ts";
import type { Grants } from "../grants/grants.ts";
import { idOf, isToken, newToken, seal, sha256, unseal } from "../grants/seal.ts";
import type { Tokens } from "../grants/tokens.ts";
import { type AuthorizationRequest, ask as askRecord, lifetime, signin as signinRecord } from "../records.ts";
import type { Person, SignIn } from "../signin/sign-in.ts";
import { checkAuthorize, type Policy } from "./authorize.ts";
import type { Client } from "./clients.ts";
import { issueCode } from "./codes.ts";
import { type ConsentMode, consentDue, rememberApproval } from "./consent.ts";
import { bindBrowser, browserCookie, browserOf, cookieNames, isBound, type Jar, removed } from "./cookies.ts";
import { isLoopback } from "./redirects.ts";
import { type ConsentPage, type Problem, type Reply, redirectBack } from "./reply.ts";
import type { Scope } from "./scopes.ts";

export interface FlowParts {
  store: Store;
  grants: Grants;
  tokens: Tokens;
  signIn: SignIn;
  policy: Policy;
  consent: ConsentMode;
  findClient: (id: string) => Promise<FoundDocument>;
  redmineScopes: (scope: readonly Scope[]) => readonly string[];
  now: () => number;
  report: (event: SignInEvent) => void;
}

/** For the log and metrics: words of ours and ids, never what somebody typed. */
export interface SignInEvent {
  event: "authorize" | "consent" | "callback";
  outcome: string;
  user?: number;
}

interface Pending {
  request: AuthorizationRequest;
  state: string | undefined;
}

/** The steps of a sign-in that run in a browser: authorize → (consent) → Redmine → callback → client. */
export function signInFlow(parts: FlowParts) {
  const { store, signIn, policy } = parts;
  const names = cookieNames(policy.baseUrl);

  async function authorize(params: URLSearchParams, jar: Jar): Promise<Reply> {
    const client = await parts.findClient(params.get("client_id") ?? "");
    if (client && "problem" in client) return problem("authorize", client.problem);
    const checked = checkAuthorize(params, client, policy);
    if ("problem" in checked) return problem("authorize", checked.problem);
    if ("redirect" in checked) {
      parts.report({ event: "authorize", outcome: checked.reason });
      return { redirect: checked.redirect };
    }

    const pending = { request: checked.ok, state: checked.state };
    const due =
      signIn.kind === "api-key" ||
      (await consentDue(store, parts.consent, checked.target, checked.ok, browserOf(names, jar)));
    parts.report({ event: "authorize", outcome: due ? "consent_page" : "to_redmine" });
    return due && client ? askConsent(pending, client, jar) : goToRedmine(pending, jar);
  }

  async function askConsent(
    { request, state }: Pending,
    client: Client,
    jar: Jar,
    wrong?: NonNullable<ConsentPage["problem"]>,
  ): Promise<Reply> {
    const ticket = newToken("ask");
    const id = idOf(ticket);
    const { cookies, hash } = bindBrowser(names, jar, ticket);
    await store.set("ask", id, seal(ticket, `ask:${id}`, { request, state, cookie: hash }), lifetime.ask);
    const page: ConsentPage = {
      page: "consent",
      ticket,
      clientName: client.name,
      verifiedHost: client.verifiedHost,
      redirectHost: new URL(request.redirect).host || request.redirect,
      loopback: isLoopback(request.redirect),
      scope: request.scope,
      signIn: signIn.kind,
      ...(wrong && { problem: wrong }),
    };
    return { page, cookies };
  }

  /** `sameOrigin`: the browser said that the form was sent from our own page. */
  async function consent(form: URLSearchParams, jar: Jar, sameOrigin: boolean): Promise<Reply> {
    const ticket = form.get("ticket") ?? "";
    if (!isToken("ask", ticket)) return problem("consent", "expired");
    const id = idOf(ticket);
    const text = await store.get("ask", id);
    const record = text === undefined ? undefined : unseal(ticket, `ask:${id}`, text, askRecord);
    if (!record) return problem("consent", "expired");
    if (!sameOrigin || !isBound(names, jar, ticket, record.cookie)) return problem("consent", "other_browser");
    if (!(await store.add("spent", id, "1", lifetime.ask))) return problem("consent", "expired");
    await store.delete("ask", id);

    const cookies = [removed(names.signIn(ticket))];
    const scope: Scope[] = form.get("access") === "read" ? ["read"] : record.request.scope;
    const pending = { request: { ...record.request, scope }, state: record.state };

    if (form.get("decision") !== "allow") {
      parts.report({ event: "consent", outcome: "denied" });
      return { redirect: denied(pending), cookies };
    }
    parts.report({ event: "consent", outcome: "allowed" });
    if (signIn.kind === "oauth") return withCookies(await goToRedmine(pending, jar), cookies);
    return withCookies(await signInWithKey(pending, form.get("api_key")?.trim() ?? "", jar), cookies);
  }

  async function goToRedmine({ request, state }: Pending, jar: Jar): Promise<Reply> {
    const token = newToken("signin");
    const id = idOf(token);
    const verifier = newToken("signin");
    const { cookies, hash } = bindBrowser(names, jar, token);
    const record = { request, state, cookie: hash, verifier };
    await store.set("signin", id, seal(token, `signin:${id}`, record), lifetime.signin);
    const scopes = parts.redmineScopes(request.scope);
    const redirect = signIn.begin({ state: token, challenge: sha256(verifier), scopes });
    return redirect === undefined ? problem("authorize", "redmine_refused") : { redirect, cookies };
  }

  async function callback(params: URLSearchParams, jar: Jar): Promise<Reply> {
    const token = params.get("state") ?? "";
    if (!isToken("signin", token)) return problem("callback", "expired");
    const id = idOf(token);
    const text = await store.get("signin", id);
    const record = text === undefined ? undefined : unseal(token, `signin:${id}`, text, signinRecord);
    if (!record) return problem("callback", "expired");
    // before it is spent: somebody else's visit must not end this sign-in
    if (!isBound(names, jar, token, record.cookie)) return problem("callback", "other_browser");
    if (!(await store.add("spent", id, "1", lifetime.signin))) return problem("callback", "expired");
    await store.delete("signin", id);

    const cookies = [removed(names.signIn(token))];
    const pending = { request: record.request, state: record.state };
    const code = params.get("code");

    if (code === null || params.has("error")) {
      parts.report({
        event: "callback",
        outcome: params.get("error") === "access_denied" ? "denied" : "redmine_error",
      });
      return { redirect: denied(pending), cookies };
    }

    try {
      const person = await signIn.finish({ code, verifier: record.verifier });
      if (!person) return problem("callback", "redmine_refused", failed(pending, "access_denied"));
      return withCookies(await complete(pending, person, jar), cookies);
    } catch (error) {
      const failure = failureOf(error);
      if (!failure) throw error;
      return problem("callback", problemOf(failure), failed(pending, "server_error"));
    }
  }

  async function signInWithKey(pending: Pending, apiKey: string, jar: Jar): Promise<Reply> {
    const again = async (wrong: NonNullable<ConsentPage["problem"]>): Promise<Reply> => {
      const client = await parts.findClient(pending.request.client);
      if (client && "problem" in client) return problem("consent", client.problem);
      return client ? askConsent(pending, client, jar, wrong) : problem("consent", "unknown_client");
    };

    try {
      const person = await signIn.finish({ apiKey });
      return person ? complete(pending, person, jar) : again("wrong_key");
    } catch (error) {
      const failure = failureOf(error);
      if (!failure) throw error;
      if (failure.reason === "unavailable") return again("redmine_down");
      return problem("consent", problemOf(failure), failed(pending, "server_error"));
    }
  }

  /** The person is known: a grant, a code for the client, and this browser's approval. */
  async function complete(pending: Pending, person: Person, jar: Jar): Promise<Reply> {
    const { request } = pending;

    try {
      const grant = await parts.grants.create({ user: person.user, client: request.client, held: person.held });
      const code = await issueCode(parts, grant, request);
      const browser = browserCookie(names, jar);
      await rememberApproval(store, request, browser.value);
      parts.report({ event: "callback", outcome: "signed_in", user: person.user });
      const redirect = redirectBack({ redirect: request.redirect, state: pending.state }, policy.baseUrl, { code });
      return { redirect, cookies: [browser] };
    } catch (error) {
      await signIn.revoke(person.held).catch(() => undefined); // nobody would ever read these tokens again
      throw error;
    }
  }

  function problem(event: SignInEvent["event"], which: Problem, back?: string): Reply {
    parts.report({ event, outcome: which });
    return { page: { page: "problem", problem: which, ...(back !== undefined && { back }) } };
  }

  function denied(pending: Pending): string {
    return failed(pending, "access_denied");
  }

  function failed({ request, state }: Pending, error: string): string {
    return redirectBack({ redirect: request.redirect, state }, policy.baseUrl, { error });
  }

  return { authorize, consent, callback };
}

function withCookies(reply: Reply, cookies: NonNullable<Reply["cookies"]>): Reply {
  return { ...reply, cookies: [...cookies, ...(reply.cookies ?? [])] };
}

function problemOf(failure: Failure): Problem {
  switch (failure.reason) {
    case "application_refused":
    case "rest_disabled":
    case "account_unusable":
      return failure.reason;
    case "unavailable":
    case "not_redmine":
    case "aborted":
      return "redmine_down";
    case "signed_out":
    case "forbidden":
    case "not_found":
    case "conflict":
    case "invalid":
    case "too_large":
      return "redmine_refused";
  }
}

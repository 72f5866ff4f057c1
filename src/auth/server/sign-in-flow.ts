import { failureOf } from "../../redmine/failure.ts";
import { type Store, StoreUnavailable } from "../../store/store.ts";
import type { Client, FoundClient } from "../clients.ts";
import type { Grants } from "../grants/grants.ts";
import type { SealedLogin } from "../grants/sealed-login.ts";
import { type ConsentPage, type Problem, problemOf, type Reply, redirectBack, staysOnForm } from "../pages.ts";
import type { AuthorizationRequest, PendingRequest } from "../records.ts";
import { describeRedirect } from "../redirects.ts";
import type { RedmineRoundTrip } from "../redmine-round-trip.ts";
import type { Scope } from "../scopes.ts";
import type { Person, SignIn } from "../sign-in.ts";
import {
  type Binding,
  bindBrowser,
  browserOf,
  cookieNames,
  type Jar,
  openState,
  removed,
  sealState,
} from "../sign-in-state.ts";
import { checkAuthorize, type Policy, stillHolds } from "./authorize.ts";
import { type ConsentMode, consentDue } from "./consent.ts";
import { issueGrant } from "./issue-grant.ts";

export interface SignInFlowContext {
  store: Store;
  grants: Grants;
  signIn: SignIn;
  roundTrip: RedmineRoundTrip;
  policy: Policy;
  logins: SealedLogin | undefined;
  consent: ConsentMode;
  findClient: (id: string) => Promise<FoundClient>;
  redmineScopes: (scope: readonly Scope[]) => readonly string[];
  now: () => number;
  report: (event: SignInEvent) => void;
}

/** For the log and metrics: words of ours and ids, never what somebody typed. */
export interface SignInEvent {
  event: "authorize" | "consent" | "callback";
  outcome: string;
  /** Its id, where it is known to be one that may sign people in; there is free text in it. */
  client?: string;
  user?: number;
}

type Event = SignInEvent["event"];

/** The steps of a sign-in that run in a browser: authorize → (consent) → Redmine → callback → client. */
export function signInFlow(context: SignInFlowContext) {
  const { store, signIn, roundTrip, policy, now } = context;
  const names = cookieNames(policy.baseUrl);

  async function authorize(params: URLSearchParams, jar: Jar): Promise<Reply> {
    const client = await context.findClient(params.get("client_id") ?? "");
    if (client && "problem" in client) return problem("authorize", client.problem);
    const checked = checkAuthorize(params, client, policy);
    if ("problem" in checked) return problem("authorize", checked.problem);
    if ("redirect" in checked) {
      context.report({ event: "authorize", outcome: checked.reason, ...(client && { client: client.id }) });
      return { redirect: checked.redirect };
    }

    const pending = { request: checked.ok, state: checked.state };
    const due =
      signIn.kind === "api-key" ||
      (await consentDue(store, context.consent, checked.target, checked.ok, browserOf(names, jar)));
    const { binding, cookies } = bindBrowser(names, jar);
    context.report({ event: "authorize", outcome: due ? "consent_page" : "to_redmine", client: checked.ok.client });
    if (due && client) return { page: consentPage(pending, client, binding), cookies };
    return withCookies(toRedmine(pending, binding), cookies);
  }

  /** `sameOrigin`: the browser said that the form was sent from our own page. */
  async function consent(form: URLSearchParams, jar: Jar, sameOrigin: boolean): Promise<Reply> {
    if (!sameOrigin) return problem("consent", "other_browser");
    const opened = openState(names, jar, "consent", form.get("ticket") ?? "", now());
    if ("problem" in opened) return problem("consent", opened.problem);
    const client = await clientOf(opened.content.request);
    if ("problem" in client) return problem("consent", client.problem);

    const { request, state } = opened.content;
    const pending = { request: form.get("access") === "read" ? readOnly(request) : request, state };
    if (form.get("decision") !== "allow") {
      context.report({ event: "consent", outcome: "denied", client: client.id });
      return { redirect: failed(pending, "access_denied"), cookies: [removed(names.signIn(opened.binding.id))] };
    }

    context.report({ event: "consent", outcome: "allowed", client: client.id });
    // the cookie stays as it is: a second click on the same page is as good as the first
    if (signIn.kind === "oauth") return toRedmine(pending, opened.binding);
    const key = form.get("api_key")?.trim() ?? "";
    return signInWithKey(pending, client, opened.binding, key, jar);
  }

  async function callback(params: URLSearchParams, jar: Jar): Promise<Reply> {
    const text = params.get("state") ?? "";
    const opened = openState(names, jar, "client", text, now());
    if ("problem" in opened) return problem("callback", opened.problem);
    const { content: pending, binding } = opened;
    const client = await clientOf(pending.request);
    if ("problem" in client) return problem("callback", client.problem);

    const cookies = [removed(names.signIn(binding.id))];
    const code = params.get("code");
    if (code === null || params.has("error")) {
      const denied = params.get("error") === "access_denied";
      context.report({ event: "callback", outcome: denied ? "denied" : "redmine_error", client: client.id });
      return { redirect: failed(pending, denied ? "access_denied" : "server_error"), cookies };
    }

    const finished = await finish(pending, jar, () => roundTrip.finish(binding, text, code));
    return finished === "busy" ? problem("callback", "busy", { pending }) : withCookies(finished, cookies);
  }

  /** "busy": nothing has happened yet, and the person may try again. */
  async function finish(
    pending: PendingRequest,
    jar: Jar,
    identify: () => Promise<Person | "busy" | "used" | undefined>,
  ): Promise<Reply | "busy"> {
    let person: Awaited<ReturnType<typeof identify>>;
    try {
      person = await identify();
    } catch (error) {
      const failure = failureOf(error);
      if (!failure) throw error;
      return problem("callback", problemOf(failure), { pending, error: "server_error" });
    }
    if (person === "busy") return person;
    if (person === "used") return problem("callback", "expired", { pending });

    try {
      const reply = person && (await welcome(pending, person, jar));
      return reply ?? problem("callback", "redmine_refused", { pending, error: "access_denied" });
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      return problem("callback", "not_kept", { pending, error: "temporarily_unavailable" });
    }
  }

  async function signInWithKey(
    pending: PendingRequest,
    client: Client,
    binding: Binding,
    apiKey: string,
    jar: Jar,
  ): Promise<Reply> {
    const again = (wrong: NonNullable<ConsentPage["problem"]>): Reply => {
      context.report({ event: "consent", outcome: wrong, client: client.id });
      return { page: consentPage(pending, client, binding, wrong) };
    };

    try {
      const person = await roundTrip.withApiKey(apiKey);
      if (person === "busy") return problem("consent", "busy", { pending });
      const reply = person && (await welcome(pending, person, jar));
      return reply ? withCookies(reply, [removed(names.signIn(binding.id))]) : again("wrong_key");
    } catch (error) {
      const failure = failureOf(error);
      if (!failure) throw error;
      if (staysOnForm(failure)) return again("redmine_down");
      return problem("consent", problemOf(failure), { pending, error: "server_error" });
    }
  }

  async function welcome(pending: PendingRequest, person: Person, jar: Jar): Promise<Reply | undefined> {
    const reply = await issueGrant({ ...context, names, issuer: policy.baseUrl }, pending, person, jar);
    const { user } = person;
    if (reply) context.report({ event: "callback", outcome: "signed_in", client: pending.request.client, user });
    return reply;
  }

  function consentPage(
    pending: PendingRequest,
    client: Client,
    binding: Binding,
    wrong?: NonNullable<ConsentPage["problem"]>,
  ): ConsentPage {
    const { redirect, scope } = pending.request;
    const { place, local } = describeRedirect(redirect);
    return {
      page: "consent",
      ticket: sealState(binding, "consent", pending, now()),
      clientName: client.name,
      verifiedHost: client.verifiedHost,
      redirectHost: place,
      loopback: local,
      scope,
      signIn: signIn.kind,
      ...(signIn.redminePage !== undefined && { redminePage: signIn.redminePage }),
      ...(wrong && { problem: wrong }),
    };
  }

  function toRedmine(pending: PendingRequest, binding: Binding): Reply {
    const state = sealState(binding, "client", pending, now());
    const redirect = roundTrip.begin(binding, state, context.redmineScopes(pending.request.scope));
    return redirect === undefined ? problem("authorize", "redmine_refused", { pending }) : { redirect };
  }

  /** A person can forge what their own browser carries: it is worth no more than a new request. */
  async function clientOf(request: AuthorizationRequest): Promise<Client | { problem: Problem }> {
    const client = await context.findClient(request.client);
    if (!client) return { problem: "unknown_client" };
    if ("problem" in client) return client;
    return stillHolds(request, client, policy) ? client : { problem: "wrong_redirect" };
  }

  /** `error`: how the client is told, where the person can go back to it. */
  function problem(
    event: Event,
    which: Problem,
    { pending, error }: { pending?: PendingRequest; error?: string } = {},
  ): Reply {
    context.report({ event, outcome: which, ...(pending && { client: pending.request.client }) });
    const back = pending && error !== undefined && { back: failed(pending, error) };
    return { page: { page: "problem", problem: which, ...back } };
  }

  function failed({ request, state }: PendingRequest, error: string): string {
    return redirectBack({ redirect: request.redirect, state }, policy.baseUrl, { error });
  }

  return { authorize, consent, callback };
}

function readOnly(request: AuthorizationRequest): AuthorizationRequest {
  return { ...request, scope: ["read"] };
}

function withCookies(reply: Reply, cookies: NonNullable<Reply["cookies"]>): Reply {
  return { ...reply, cookies: [...cookies, ...(reply.cookies ?? [])] };
}

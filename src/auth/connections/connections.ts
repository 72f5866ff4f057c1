import { failureOf } from "../../redmine/failure.ts";
import type { Store } from "../../store/store.ts";
import { describeClient } from "../client-names.ts";
import type { EndGrantById } from "../grants/deferred-revocation.ts";
import {
  type ConnectionsPage,
  type Cookie,
  type ListedConnection,
  type Notice,
  notices,
  type Problem,
  problemOf,
  type Reply,
  staysOnForm,
} from "../pages.ts";
import type { RedmineRoundTrip } from "../redmine-round-trip.ts";
import type { Person, SignIn } from "../sign-in.ts";
import {
  bindBrowser,
  browserMark,
  browserOf,
  cookieNames,
  type Jar,
  openState,
  removed,
  sealState,
} from "../sign-in-state.ts";
import type { GrantIndex, ListedGrant } from "./grant-index.ts";
import { beginSession, endSession, formToken, isOurForm, type Session, sessionOf } from "./session.ts";

export interface ConnectionsContext {
  store: Store;
  index: GrantIndex;
  endGrant: EndGrantById;
  signIn: SignIn;
  roundTrip: RedmineRoundTrip;
  baseUrl: string;
  /** Redmine permissions to sign in with; all that connections have, so that Redmine need not ask once more. */
  redmineScopes: () => readonly string[];
  now: () => number;
  report: (event: ConnectionsEvent) => void;
  /** Whether to ask Redmine who is an administrator. */
  hasAdminPage: boolean;
}

/** For the log: words of ours and ids. */
export interface ConnectionsEvent {
  event: "connections";
  outcome: string;
  user?: number;
  count?: number;
}

const endedAtOnce = 20; // each takes a lock in the store

/** The page on which people see and end what works in Redmine as them. */
export interface Connections {
  /** `notice`: a word of the page's own address; others are not looked at. */
  show(jar: Jar, notice: string | null): Promise<Reply>;
  signIn(form: URLSearchParams, jar: Jar, sameOrigin: boolean): Promise<Reply>;
  callback(params: URLSearchParams, jar: Jar): Promise<Reply>;
  end(form: URLSearchParams, jar: Jar, sameOrigin: boolean): Promise<Reply>;
  signOut(form: URLSearchParams, jar: Jar, sameOrigin: boolean): Promise<Reply>;
}

/** The page's requests, each answered with a page or a redirect. Every method throws StoreUnavailable. */
export function createConnections(context: ConnectionsContext): Connections {
  const { store, index: directory, signIn, roundTrip, baseUrl, now, report } = context;
  const names = cookieNames(baseUrl);
  const sessionIn = (jar: Jar) => sessionOf(store, names.visitor, jar);

  const backToPage = (notice?: Notice, cookies: readonly Cookie[] = []): Reply => {
    return { redirect: `${baseUrl}/connections${notice ? `?notice=${notice}` : ""}`, cookies };
  };

  async function show(jar: Jar, notice: string | null): Promise<Reply> {
    const session = await sessionIn(jar);
    const knownNotice = notices.find((each) => each === notice);
    const page: ConnectionsPage = {
      page: "connections",
      signIn: signIn.kind,
      now: now(),
      ...(session && { person: await personOf(session, jar) }),
      ...(knownNotice && { notice: knownNotice }),
      ...(signIn.redminePage !== undefined && { redminePage: signIn.redminePage }),
    };
    return { page };
  }

  async function personOf(session: Session, jar: Jar): Promise<NonNullable<ConnectionsPage["person"]>> {
    const { user, name, admin } = session;
    const browser = browserOf(names, jar);
    const mark = browser === undefined ? undefined : browserMark(browser, user);
    const connections = (await directory.of(user)).filter(isAlive).map((grant) => inWords(grant, mark));
    return { user, name, admin: admin && context.hasAdminPage, connections, formToken: formToken(session) };
  }

  async function beginSignIn(form: URLSearchParams, jar: Jar, sameOrigin: boolean): Promise<Reply> {
    if (!sameOrigin) return backToPage("not_signed_in");
    if (signIn.kind === "api-key") {
      return welcome(() => roundTrip.withApiKey(form.get("api_key")?.trim() ?? ""), "wrong_key");
    }
    const { binding, cookies } = bindBrowser(names, jar);
    const redirect = roundTrip.begin(binding, sealState(binding, "connections", {}, now()), context.redmineScopes());
    return redirect === undefined ? problem("redmine_refused") : { redirect, cookies };
  }

  async function callback(params: URLSearchParams, jar: Jar): Promise<Reply> {
    const state = params.get("state") ?? "";
    const opened = openState(names, jar, "connections", state, now());
    if ("problem" in opened) return backToPage("not_signed_in");
    const { binding } = opened;
    const cookies = [removed(names.signIn(binding.id))];
    const code = params.get("code");
    if (code === null || params.has("error")) return backToPage("not_signed_in", cookies);
    return welcome(() => roundTrip.finish(binding, state, code), "not_signed_in", cookies);
  }

  /** `refused`: what the page says when Redmine does not say who it is. */
  async function welcome(
    identify: () => Promise<Person | "busy" | "used" | undefined>,
    refused: Notice,
    cookies: readonly Cookie[] = [],
  ): Promise<Reply> {
    try {
      const person = await identify();
      if (person === "busy") return backToPage("busy", cookies);
      if (person === undefined || person === "used") return backToPage(refused, cookies);
      const admin = context.hasAdminPage && (await signIn.isAdministrator(person));
      await signIn.revoke(person.upstreamTokens).catch(() => undefined); // only their identity was needed
      report({ event: "connections", outcome: "signed_in", user: person.user });
      return backToPage(undefined, [...cookies, await beginSession(store, names.visitor, { ...person, admin })]);
    } catch (error) {
      const failure = failureOf(error);
      if (!failure) throw error;
      return staysOnForm(failure) ? backToPage("redmine_down", cookies) : problem(problemOf(failure));
    }
  }

  async function end(form: URLSearchParams, jar: Jar, sameOrigin: boolean): Promise<Reply> {
    const session = await sessionIn(jar);
    if (!session || !sameOrigin || !isOurForm(session, form.get("form"))) return backToPage("sign_in_again");

    const chosen = form.get("connection");
    const mine = await (chosen === "all" ? directory.allOf(session.user) : directory.of(session.user));
    const ended = await endEach(mine.filter(({ id }) => chosen === "all" || id === chosen));
    report({ event: "connections", outcome: "ended", user: session.user, count: ended });
    return backToPage(chosen === "all" ? "all_ended" : "ended");
  }

  async function endEach(grants: readonly ListedGrant[]): Promise<number> {
    let count = 0;
    for (let at = 0; at < grants.length; at += endedAtOnce) {
      const group = grants.slice(at, at + endedAtOnce).map(({ id }) => context.endGrant(id));
      count += (await Promise.all(group)).filter(Boolean).length;
    }
    return count;
  }

  async function signOut(form: URLSearchParams, jar: Jar, sameOrigin: boolean): Promise<Reply> {
    const session = await sessionIn(jar);
    if (session && sameOrigin && isOurForm(session, form.get("form"))) await endSession(store, session);
    return backToPage("signed_out", [removed(names.visitor)]);
  }

  function problem(which: Problem): Reply {
    report({ event: "connections", outcome: which });
    return { page: { page: "problem", problem: which } };
  }

  return { show, signIn: beginSignIn, callback, end, signOut };
}

type Alive = ListedGrant & { lastUsed: number };

/** A grant whose tokens have all ended can do nothing, and would only puzzle. */
function isAlive(grant: ListedGrant): grant is Alive {
  return grant.lastUsed !== undefined;
}

function inWords({ id, client, scope, created, lastUsed, browser }: Alive, mark: string | undefined): ListedConnection {
  const thisBrowser = browser !== undefined && browser === mark;
  return { ...describeClient(client), id, created, lastUsed, thisBrowser, writes: scope.includes("write") };
}

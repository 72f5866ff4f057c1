import type { Store } from "../../store/store.ts";
import type { Grants } from "../grants/grants.ts";
import type { SealedLogin } from "../grants/sealed-login.ts";
import { type Cookie, redirectBack } from "../pages.ts";
import type { PendingRequest, UpstreamTokens } from "../records.ts";
import type { Scope } from "../scopes.ts";
import type { Person, SignIn } from "../sign-in.ts";
import { browserCookie, browserMark, type Jar, type Names } from "../sign-in-state.ts";
import { issueCode } from "./codes.ts";
import { rememberApproval } from "./consent.ts";

interface GrantContext {
  store: Store;
  grants: Grants;
  signIn: SignIn;
  names: Names;
  issuer: string;
  logins: SealedLogin | undefined;
  redmineScopes: (scope: readonly Scope[]) => readonly string[];
}

/**
 * The person is known: a grant, a code for the client, and this browser's approval. Undefined, and nothing is kept, when
 * Redmine granted other permissions than we ask for: the person can edit the link that leads there.
 */
export async function issueGrant(
  context: GrantContext,
  { request, state }: PendingRequest,
  { user, login, upstreamTokens }: Person,
  jar: Jar,
): Promise<{ redirect: string; cookies: Cookie[] } | undefined> {
  const { store, grants, signIn, names, issuer } = context;
  const discard = () => signIn.revoke(upstreamTokens).catch(() => undefined); // nobody would ever read these tokens again
  if (!hasExactScopes(upstreamTokens, context.redmineScopes(request.scope))) {
    await discard();
    return undefined;
  }

  try {
    const browser = browserCookie(names, jar);
    const mark = browserMark(browser.value, user);
    const grant = await grants.create({
      user,
      login: login ? context.logins?.seal(user, login) : undefined,
      browser: mark,
      client: request.client,
      scope: request.scope,
      upstreamTokens,
    });
    const code = await issueCode(store, grant, request);
    await rememberApproval(store, request, browser.value);
    return { redirect: redirectBack({ redirect: request.redirect, state }, issuer, { code }), cookies: [browser] };
  } catch (error) {
    await discard();
    throw error;
  }
}

function hasExactScopes(upstreamTokens: UpstreamTokens, requested: readonly string[]): boolean {
  return (
    upstreamTokens.kind === "api-key" ||
    new Set(upstreamTokens.scopes).symmetricDifference(new Set(requested)).size === 0
  );
}

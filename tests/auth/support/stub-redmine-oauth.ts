import type { UpstreamTokens } from "../../../src/auth/records.ts";
import { sha256 } from "../../../src/auth/seal.ts";
import type { SignIn } from "../../../src/auth/sign-in.ts";
import { RedmineFailure } from "../../../src/redmine/failure.ts";

export const stubRedmineUrl = "https://redmine.example";
const accessLifetimeMs = 2 * 60 * 60_000;

export type StubRedmineOAuth = ReturnType<typeof stubRedmineOAuth>;

/** Redmine as the authorization server sees it, without HTTP: for what does not depend on how Redmine answers. */
export function stubRedmineOAuth(callback: string, now: () => number) {
  const codes = new Map<string, { user: number; challenge: string; scopes: string[] }>();
  let serial = 0;
  const newHeld = (user: number, scopes: string[]): UpstreamTokens => {
    serial += 1;
    const token = `${user}-${process.pid}-${serial}`;
    return { kind: "oauth", access: `at-${token}`, refresh: `rt-${token}`, expires: now() + accessLifetimeMs, scopes };
  };

  /** What a test sets and looks at. */
  const state = {
    /** Who is signed in there in the browser. */
    user: 5,
    /** Nobody answers. */
    down: false,
    /** Says invalid_grant to every renewal. */
    refusesRenewal: false,
    /** What a renewal waits for at Redmine. */
    beforeRenewal: (): Promise<unknown> | undefined => undefined,
    /** What it grants instead of what was asked for. */
    grantsInstead: undefined as readonly string[] | undefined,
    visited: [] as URL[],
    exchanges: 0,
    renewals: 0,
    revoked: [] as string[],
  };

  function answer(): void {
    if (state.down) throw new RedmineFailure({ reason: "unavailable", because: "unreachable", sent: "write" });
  }

  const signIn: SignIn = {
    kind: "oauth",
    isAdministrator: async () => false,
    begin: ({ state: given, challenge, scopes }) => {
      const query = new URLSearchParams({ state: given, code_challenge: challenge, scope: scopes.join(" ") });
      return `${stubRedmineUrl}/oauth/authorize?${query}`;
    },
    finish: async (input) => {
      state.exchanges += 1;
      answer();
      const code = "code" in input ? codes.get(input.code) : undefined;
      if (!code || !("code" in input) || sha256(input.verifier) !== code.challenge) return undefined;
      codes.delete(input.code);
      return {
        user: code.user,
        name: "",
        upstreamTokens: newHeld(code.user, [...(state.grantsInstead ?? code.scopes)]),
      };
    },
    renew: async (old) => {
      state.renewals += 1;
      await state.beforeRenewal();
      answer();
      if (state.refusesRenewal || old.kind !== "oauth") return undefined;
      return newHeld(Number(old.access.split("-")[1]), old.scopes);
    },
    revoke: async (old) => {
      answer();
      if (old.kind === "oauth") state.revoked.push(old.access);
    },
  };

  /** What a browser gets there: the person approves without a word, as Redmine does the second time. */
  function page(request: Request): Response {
    const url = new URL(request.url);
    state.visited.push(url);
    serial += 1;
    const code = `redmine-code-${serial}`;
    const scopes = (url.searchParams.get("scope") ?? "").split(" ");
    codes.set(code, { user: state.user, challenge: url.searchParams.get("code_challenge") ?? "", scopes });
    const back = new URL(callback);
    back.searchParams.set("code", code);
    back.searchParams.set("state", url.searchParams.get("state") ?? "");
    return new Response(null, { status: 302, headers: { location: back.href } });
  }

  return Object.assign(state, { signIn, page });
}

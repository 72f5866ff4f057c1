import { randomBytes } from "node:crypto";

/** One row of Redmine's token table: an access token and its refresh token are revoked together. */
export type TokenPair = {
  access: string;
  refresh: string;
  clientId: string;
  userId: number;
  scopes: string[];
  createdAt: number;
  expiresAt: number;
  revoked: boolean;
  /** The pair this one was refreshed from; it is revoked when this pair's access token is first used. */
  previous: TokenPair | undefined;
};

export type AuthorizationCode = {
  code: string;
  clientId: string;
  userId: number;
  scopes: string[];
  redirectUri: string;
  challenge: string;
  challengeMethod: string;
  expiresAt: number;
  used: boolean;
};

const accessLifetimeMs = 7_200_000; // Doorkeeper's default
const codeLifetimeMs = 600_000; // Doorkeeper's default: 10 minutes

const secret = () => randomBytes(32).toString("base64url");

export type Tokens = ReturnType<typeof createTokens>;

export function createTokens(now: () => number) {
  const byAccess = new Map<string, TokenPair>();
  const byRefresh = new Map<string, TokenPair>();
  const codes = new Map<string, AuthorizationCode>();

  function issue(grant: Pick<TokenPair, "clientId" | "userId" | "scopes">, previous?: TokenPair): TokenPair {
    const pair: TokenPair = {
      access: secret(),
      refresh: secret(),
      clientId: grant.clientId,
      userId: grant.userId,
      scopes: grant.scopes,
      createdAt: now(),
      expiresAt: now() + accessLifetimeMs,
      revoked: false,
      previous,
    };
    byAccess.set(pair.access, pair);
    byRefresh.set(pair.refresh, pair);
    return pair;
  }

  return {
    issue,
    refreshable: (refresh: string) => byRefresh.get(refresh),
    find: (token: string) => byAccess.get(token) ?? byRefresh.get(token),
    all: () => [...byAccess.values()],

    /** Finds the pair of an access token and counts as its use: the pair before it is revoked. */
    use(access: string): TokenPair | undefined {
      const pair = byAccess.get(access);
      if (pair?.previous) {
        pair.previous.revoked = true;
        pair.previous = undefined;
      }
      return pair;
    },

    /** Whether consent may be skipped: the same set of scopes was granted and not revoked; that it expired does not matter. */
    granted(clientId: string, userId: number, scopes: string[]): boolean {
      const requested = new Set(scopes);
      return [...byAccess.values()].some(
        (pair) =>
          !pair.revoked &&
          pair.clientId === clientId &&
          pair.userId === userId &&
          pair.scopes.length === requested.size &&
          pair.scopes.every((scope) => requested.has(scope)),
      );
    },

    issueCode(grant: Omit<AuthorizationCode, "code" | "expiresAt" | "used">): string {
      const code = secret();
      codes.set(code, { ...grant, code, expiresAt: now() + codeLifetimeMs, used: false });
      return code;
    },
    code: (code: string) => codes.get(code),

    /** The application is gone, and with it every trace of its tokens. */
    clear(): void {
      byAccess.clear();
      byRefresh.clear();
      codes.clear();
    },
  };
}

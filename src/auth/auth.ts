import { refreshPace, renewalsQueue } from "../rate-limits.ts";
import type { Credentials } from "../redmine/credentials.ts";
import type { Secret } from "../secret.ts";
import type { Store } from "../store/store.ts";
import { decodeClient, type FoundClient, type Registration, register } from "./clients.ts";
import { type Admin, createAdmin } from "./connections/admin.ts";
import { type Connections, type ConnectionsEvent, createConnections } from "./connections/connections.ts";
import { createGrantIndex, withIndex } from "./connections/grant-index.ts";
import { credentialsOf } from "./grants/credentials.ts";
import { createEndGrantById, withDeferredRevocation } from "./grants/deferred-revocation.ts";
import { createEndGrant, createGrants } from "./grants/grants.ts";
import { sealedLogin } from "./grants/sealed-login.ts";
import { createTokens } from "./grants/tokens.ts";
import { type IssuerConfig, isOurResource } from "./metadata.ts";
import type { Reply } from "./pages.ts";
import type { UpstreamTokens } from "./records.ts";
import { redmineRoundTrip } from "./redmine-round-trip.ts";
import type { OfferedScopes, Scope } from "./scopes.ts";
import { type Sealer, sealerOf } from "./seal.ts";
import type { ConsentMode } from "./server/consent.ts";
import { type SignInEvent, signInFlow } from "./server/sign-in-flow.ts";
import { revoke, tokenEndpoint } from "./server/token-endpoint.ts";
import type { TokenReply } from "./server/token-reply.ts";
import type { SignIn } from "./sign-in.ts";
import { claimedPurpose, type Jar } from "./sign-in-state.ts";

/** Who calls the MCP endpoint, with what they may do here. */
export interface Caller {
  user: number;
  client: string;
  grant: string;
  scope: readonly Scope[];
  credentials: Credentials;
  /** Redmine refused what we hold for this grant, and there is nothing newer. */
  isSignedOut(): boolean;
  /** Keeps values in the client's hands, under the grant's own key. */
  sealer: Sealer;
}

/** The authorization server: OAuth for MCP clients in front, Redmine's sign-in behind. Throws StoreUnavailable. */
export interface Auth {
  readonly issuer: IssuerConfig;
  register(body: unknown): Registration;
  authorize(params: URLSearchParams, jar: Jar): Promise<Reply>;
  consent(form: URLSearchParams, jar: Jar, sameOrigin: boolean): Promise<Reply>;
  callback(params: URLSearchParams, jar: Jar): Promise<Reply>;
  token(form: URLSearchParams, basicClient: string | undefined): Promise<TokenReply>;
  revoke(token: string, client: string): Promise<"revoked" | "unknown">;
  readonly connections: Connections;
  /** Undefined: turned off. */
  readonly admin: Admin | undefined;
  /** Undefined: not a token of ours, expired, or its grant has ended. */
  authenticate(bearer: string): Promise<Caller | undefined>;
}

export interface AuthOptions {
  store: Store;
  signIn: SignIn;
  baseUrl: string;
  offered: OfferedScopes;
  consent: ConsentMode;
  configuredRedirects: readonly string[];
  /** Redmine permissions that the enabled tools need for these scopes. */
  redmineScopes: (scope: readonly Scope[]) => readonly string[];
  /** The operator's secret, under which logins are kept for the operator's command; absent: none are kept. */
  operatorSecret?: Secret | undefined;
  /** Finds clients that are not registrations (client ID metadata documents); absent when that is turned off. */
  findDocument?: (id: string) => Promise<FoundClient>;
  report: (event: SignInEvent | ConnectionsEvent) => void;
  now?: () => number;
  adminPage?: boolean;
}

/**
 * The authorization server over a store and one way to sign in at Redmine. Reads the clock through `now` (ms since 1970) and
 * nothing else from outside; `report` gets words of ours and ids. Its methods throw StoreUnavailable where the store does not answer.
 */
export function createAuth(options: AuthOptions): Auth {
  const { store, signIn, baseUrl, offered, configuredRedirects, redmineScopes, findDocument } = options;
  const now = options.now ?? Date.now;
  const index = createGrantIndex(store);
  const revocable = withDeferredRevocation(createGrants(store, now), store, signIn);
  const endGrantById = createEndGrantById(store, revocable, signIn.kind);
  const { grants, tokens } = withIndex(revocable, createTokens(store), index, endGrantById);
  const policy = { baseUrl, offered, configuredRedirects };
  const findClient = async (id: string) => decodeClient(id) ?? (await findDocument?.(id));
  const logins = sealedLogin(options.operatorSecret);
  const roundTrip = redmineRoundTrip(store, signIn);
  const flow = signInFlow({ ...options, roundTrip, logins, grants, policy, findClient, now });
  const endGrant = createEndGrant(grants, signIn);
  const hasAdminPage = options.adminPage ?? false;
  const connections = createConnections({
    ...options,
    roundTrip,
    now,
    index: index,
    hasAdminPage,
    endGrant: endGrantById,
    redmineScopes: () => redmineScopes(offered),
  });

  const covers = (upstreamTokens: UpstreamTokens, scope: readonly Scope[]): boolean =>
    upstreamTokens.kind === "api-key" || redmineScopes(scope).every((needed) => upstreamTokens.scopes.includes(needed));

  const renewals = renewalsQueue();
  const tokenContext = { store, grants, tokens, endGrant, baseUrl, now, covers, pace: refreshPace(now) };

  return {
    issuer: { baseUrl, offered, cimd: findDocument !== undefined },
    register: (body) => register(body, configuredRedirects),
    ...flow,
    callback: (params, jar) =>
      (claimedPurpose(params.get("state")) === "connections" ? connections : flow).callback(params, jar),
    connections,
    admin: hasAdminPage ? createAdmin({ ...options, index: index, endGrant: endGrantById }) : undefined,
    token: (form, basicClient) => tokenEndpoint(tokenContext, form, basicClient),
    revoke: (token, client) => revoke({ store, tokens, endGrant }, token, client),
    authenticate: async (bearer) => {
      const record = await tokens.read("access", bearer);
      if (!record || !isOurResource(baseUrl, record.resource)) return undefined; // RFC 8707: for this server only
      const grant = await grants.read(record.grant, Buffer.from(record.dataKey, "base64"));
      if (!grant || grant.client !== record.client) return undefined;
      const scope = record.scope.filter((granted) => offered.includes(granted));
      const { credentials, isOver } = credentialsOf({ store, grants, signIn, queue: renewals, now }, grant);
      const { id, user, client } = grant;
      return { user, client, grant: id, scope, credentials, isSignedOut: isOver, sealer: sealerOf(grant) };
    },
  };
}

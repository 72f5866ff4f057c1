import { z } from "zod";

// Every record of the authorization server, by namespace. `box` is sealed under the token (or data key) that asks for it,
// with its own place as associated data: reading the store gives nothing, writing to it cannot change a scope or a user.

/** Every namespace of the store: what a record is found by, and what is in it. Times are in `lifetime` and beside the code that writes it. */
export const namespaces = {
  code: "hash of an authorization code → its request and grant, encrypted under the code",
  access: "hash of an access token → its grant, client, scope and resource, encrypted under the token",
  refresh: "hash of a refresh token → the same, encrypted under the token",
  spent:
    "hash of a code or refresh token, or end of a sign-in → that it was used, encrypted under it where it says more",
  again: "hash of a refresh token → that the same question still gets the same answer",
  grant: "random id → person and client in clear; Redmine's tokens, encrypted under the grant's data key",
  gone: "id of a grant that a person or the operator has ended → its record, until Redmine's token can be revoked",
  lock: "id of a grant, or a person's list → who works on it",
  mine: "number of a Redmine user → ids of that person's grants",
  used: "id of a grant → when it last got new tokens",
  visitor: "hash of a cookie → who has signed in to /connections, encrypted under the cookie",
  approved: "name that only a browser's cookie gives → that this browser has approved a client, redirect and scope",
  cimd: "hash of a URL → the client ID metadata document found there",
} as const;

const scope = z.array(z.enum(["read", "write"])).min(1);

/** What a client asked for at the authorization endpoint, checked. */
export const request = z.object({
  client: z.string(),
  redirect: z.string(),
  challenge: z.string(),
  scope,
  resource: z.string(),
});
export type AuthorizationRequest = z.infer<typeof request>;

/** A request that waits for its answer, with the client's own `state`. Not in the store: it travels with the browser (sign-in-state.ts). */
export const pendingRequest = z.object({ request, state: z.string().optional() });
export type PendingRequest = z.infer<typeof pendingRequest>;

/** code:h(c) — box(c), for as long as it may be redeemed; spent:h(c) — the same, for as long as its replay is noticed. */
export const code = z.object({ request, grant: z.string(), dataKey: z.string() });
export type CodeRecord = z.infer<typeof code>;
/** access:h(a) and refresh:h(r) — box(token) */
export const tokenRecord = z.object({
  grant: z.string(),
  dataKey: z.string(),
  client: z.string(),
  scope,
  resource: z.string(),
});
export type TokenRecord = z.infer<typeof tokenRecord>;

/** What Redmine gave us for one person. Times in ms since 1970. */
const upstreamTokens = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("oauth"),
    access: z.string(),
    refresh: z.string(),
    expires: z.number(),
    scopes: z.array(z.string()),
  }),
  z.object({ kind: z.literal("api-key"), key: z.string() }),
]);
export type UpstreamTokens = z.infer<typeof upstreamTokens>;

/** What helps to tell grants apart, and decides nothing: not bound to the box, and missing in grants of 1.0.0. `login` is encrypted (grants/sealed-login.ts). */
const hints = { login: z.string().optional(), browser: z.string().optional() };

/** grant:ID — the clear part, but for the hints, is bound to the box, so neither can be changed alone. */
export const grant = z.object({
  ...hints,
  user: z.number(),
  client: z.string(),
  scope,
  created: z.number(),
  until: z.number(),
  box: z.string(),
});
export type GrantRecord = z.infer<typeof grant>;
/** box(dataKey). `n` counts the renewals of what Redmine gave us. */
export const grantBox = z.object({ n: z.number(), held: upstreamTokens });

export const pair = z.object({ access: z.string(), refresh: z.string(), scope });
export type Pair = z.infer<typeof pair>;

/** spent:h(r) of a refresh token — box(r). While again:h(r) is there, the same question gets the same answer. */
export const spentRefresh = z.object({
  grant: z.string(),
  dataKey: z.string(),
  client: z.string(),
  pair,
  /** When the access token ends, ms since 1970. */
  expires: z.number(),
});

const minute = 60_000;
const day = 24 * 60 * minute;

/** Lifetimes in ms. The store's clock ends them, so that replicas whose own clocks differ agree. */
export const lifetime = {
  /** From the authorization request to the end of the consent page, and from there to the return from Redmine. */
  signIn: 10 * minute,
  /** A code may be redeemed this long (OAuth 2.1 §4.1.2: at most 10 minutes) … */
  code: minute,
  /** … and its replay is noticed this long. */
  spentCode: 10 * minute,
  /** A grant nobody redeemed. */
  grantBeforeCode: 10 * minute,
  grant: 180 * day,
  access: 60 * minute,
  refresh: 45 * day,
  /** Clients that race or lose the answer get the same pair again this long. */
  refreshGrace: 2 * minute,
  spentRefresh: 2 * day,
  approval: 180 * day,
  lock: 15_000,
} as const;

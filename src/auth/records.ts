import { z } from "zod";

// Every record of the authorization server, by namespace. `box` is sealed under the token (or data key) that asks for it,
// with its own place as associated data: reading the store gives nothing, writing to it cannot change a scope or a user.

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

/** ask:h(t) — the consent page is open. box(t) */
export const ask = z.object({ request, state: z.string().optional(), cookie: z.string() });
/** signin:h(s) — the browser is at Redmine. box(s). `remember`: the approval to keep once the sign-in succeeds. */
export const signin = z.object({ request, state: z.string().optional(), cookie: z.string(), verifier: z.string() });
/** code:h(c) — box(c) */
export const code = z.object({ request, grant: z.string(), dataKey: z.string(), until: z.number() });
/** access:h(a) and refresh:h(r) — box(token) */
export const token = z.object({
  grant: z.string(),
  dataKey: z.string(),
  client: z.string(),
  scope,
  resource: z.string(),
});
export type TokenRecord = z.infer<typeof token>;

/** What Redmine gave us for one person. Times in ms since 1970. */
export const held = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("oauth"),
    access: z.string(),
    refresh: z.string(),
    expires: z.number(),
    scopes: z.array(z.string()),
  }),
  z.object({ kind: z.literal("api-key"), key: z.string() }),
]);
export type Held = z.infer<typeof held>;

/** grant:ID — the clear part is bound to the box, so neither can be changed alone. */
export const grant = z.object({
  user: z.number(),
  client: z.string(),
  created: z.number(),
  until: z.number(),
  box: z.string(),
});
/** box(dataKey). `n` counts the renewals of what Redmine gave us. */
export const grantBox = z.object({ n: z.number(), held });

export const pair = z.object({ access: z.string(), refresh: z.string(), scope });
export type Pair = z.infer<typeof pair>;

/** spent:h(r) of a refresh token — box(r): for two minutes the same question gets the same answer. */
export const spentRefresh = z.object({ at: z.number(), grant: z.string(), client: z.string(), pair });
/** spent:h(c) of a code: whose replay ends the grant. */
export const spentCode = z.object({ grant: z.string() });

const minute = 60_000;
const day = 24 * 60 * minute;

/** Lifetimes in ms. */
export const lifetime = {
  ask: 10 * minute,
  signin: 10 * minute,
  /** A code may be redeemed this long (OAuth 2.1 §4.1.2: at most 10 minutes) … */
  code: minute,
  /** … and its replay is noticed this long. */
  codeRecord: 10 * minute,
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

import type { Store } from "../../store/store.ts";
import { lifetime, type Pair, type TokenRecord, tokenRecord } from "../records.ts";
import type { Scope } from "../scopes.ts";
import { idOf, isToken, newToken, seal, unseal } from "../seal.ts";
import type { Grant } from "./grants.ts";

/** `expires`: when the access token ends, ms since 1970. */
export interface Issued {
  pair: Pair;
  expires: number;
}

export type BearerKind = "access" | "refresh";

/** What our tokens open. A record moved under another token's key, or edited, does not open. */
export interface Tokens {
  read(kind: BearerKind, token: string): Promise<TokenRecord | undefined>;
  /** `refreshScope`: what the grant keeps, where the access token gets less. */
  issue(input: { grant: Grant; resource: string; scope: Scope[]; refreshScope: Scope[]; now: number }): Promise<Issued>;
  drop(kind: BearerKind, token: string): Promise<void>;
}

/** Tokens in the store, each encrypted under itself. Times in ms. Every method throws StoreUnavailable. */
export function createTokens(store: Store): Tokens {
  return {
    read: async (kind, token) => {
      if (!isToken(kind, token)) return undefined;
      const id = idOf(token);
      const box = await store.get(kind, id);
      return box === undefined ? undefined : unseal(token, `${kind}:${id}`, box, tokenRecord);
    },
    issue: async ({ grant, resource, scope, refreshScope, now }) => {
      const pair = { access: newToken("access"), refresh: newToken("refresh"), scope };
      const left = grant.until - now;
      const record = { grant: grant.id, dataKey: grant.dataKey.toString("base64"), client: grant.client, resource };
      const accessLife = Math.min(lifetime.access, left);
      await Promise.all([
        write(store, "access", pair.access, { ...record, scope }, accessLife),
        write(store, "refresh", pair.refresh, { ...record, scope: refreshScope }, Math.min(lifetime.refresh, left)),
      ]);
      return { pair, expires: now + accessLife };
    },
    drop: async (kind, token) => {
      await store.delete(kind, idOf(token));
    },
  };
}

async function write(store: Store, kind: BearerKind, token: string, record: TokenRecord, ttlMs: number): Promise<void> {
  const id = idOf(token);
  await store.set(kind, id, seal(token, `${kind}:${id}`, record), Math.max(ttlMs, 1));
}

import { randomBytes } from "node:crypto";
import { parseJson } from "../../json.ts";
import type { Store } from "../../store/store.ts";
import { grantBox, grant as grantRecord, lifetime, type UpstreamTokens } from "../records.ts";
import type { Scope } from "../scopes.ts";
import { newDataKey, seal, unseal } from "../seal.ts";
import type { SignIn } from "../sign-in.ts";

/** One person's connection of one client: what Redmine gave us, opened with the data key that each live token holds. */
export interface Grant {
  id: string;
  dataKey: Buffer;
  user: number;
  client: string;
  /** What the client may ask tokens for. */
  scope: Scope[];
  created: number;
  until: number;
  /** The person's login in Redmine, encrypted for the operator. */
  login?: string | undefined;
  /** Names the browser that allowed it, for nobody but that browser (`browserMark`). */
  browser?: string | undefined;
  /** Version of `upstreamTokens`. */
  n: number;
  upstreamTokens: UpstreamTokens;
}

export interface Grants {
  create(input: Pick<Grant, "user" | "client" | "scope" | "upstreamTokens" | "login" | "browser">): Promise<Grant>;
  /** Undefined: ended, expired, or the record was tampered with. */
  read(id: string, dataKey: Buffer): Promise<Grant | undefined>;
  /** Gives a redeemed grant its full life. False: it has ended. */
  keep(grant: Grant): Promise<boolean>;
  /** Saves what Redmine gave anew. False: it has ended meanwhile, and stays so. */
  update(grant: Grant, upstreamTokens: UpstreamTokens): Promise<Grant | false>;
  end(id: string): Promise<boolean>;
}

/** Grants in the store, under `grant:ID`. `now`: ms since 1970. Every method throws StoreUnavailable. */
export function createGrants(store: Store, now: () => number): Grants {
  const replace = (grant: Grant): Promise<boolean> =>
    store.replace("grant", grant.id, write(grant), Math.max(grant.until - now(), 1));

  return {
    create: async (input) => {
      const created = now();
      const grant: Grant = {
        ...input,
        id: randomBytes(16).toString("base64url"),
        dataKey: newDataKey(),
        created,
        until: created + lifetime.grant,
        n: 0,
      };
      await store.set("grant", grant.id, write(grant), lifetime.grantBeforeCode);
      return grant;
    },
    read: async (id, dataKey) => {
      const text = await store.get("grant", id);
      const grant = text === undefined ? undefined : openGrant(id, dataKey, text);
      return grant && grant.until > now() ? grant : undefined;
    },
    keep: replace,
    update: async (grant, upstreamTokens) => {
      const next = { ...grant, n: grant.n + 1, upstreamTokens };
      return (await replace(next)) ? next : false;
    },
    end: (id) => store.delete("grant", id),
  };
}

function place({ id, user, client, scope, created, until }: Omit<Grant, "dataKey" | "n" | "upstreamTokens">): string {
  return JSON.stringify(["grant", id, user, client, scope, created, until]);
}

function write(grant: Grant): string {
  const { user, client, scope, created, until, login, browser, n, upstreamTokens } = grant;
  return JSON.stringify({
    user,
    client,
    scope,
    created,
    until,
    login,
    browser,
    box: seal(grant.dataKey, place(grant), { n, held: upstreamTokens }),
  });
}

/** Decrypts a grant's record. Undefined where it was edited, moved or encrypted under another data key. */
export function openGrant(id: string, dataKey: Buffer, text: string): Grant | undefined {
  const record = grantRecord.safeParse(parseJson(text)).data;
  if (!record) return undefined;
  const { box, ...clear } = record;
  const inside = unseal(dataKey, place({ id, ...clear }), box, grantBox);
  return inside && { id, dataKey, ...clear, n: inside.n, upstreamTokens: inside.held };
}

/** Names a grant and opens it; every token of a client holds one sealed. */
export interface GrantKey {
  grant: string;
  dataKey: string;
}

/** Ends a grant here and, best effort, at Redmine. */
export type EndGrant = (key: GrantKey) => Promise<void>;

/** Throws StoreUnavailable. Redmine's tokens are revoked once; a failure of that is ignored. */
export function createEndGrant(grants: Grants, signIn: SignIn): EndGrant {
  return async ({ grant: id, dataKey }) => {
    const grant = await grants.read(id, Buffer.from(dataKey, "base64"));
    await grants.end(id); // before Redmine is asked: a renewal under way finds it gone, and gives its new tokens back
    if (grant) await signIn.revoke(grant.upstreamTokens).catch(() => undefined);
  };
}

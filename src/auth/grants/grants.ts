import { randomBytes } from "node:crypto";
import { parseJson } from "../../json.ts";
import type { Store } from "../../store/store.ts";
import { grantBox, grant as grantRecord, type Held, lifetime } from "../records.ts";
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
  /** Version of `held`. */
  n: number;
  held: Held;
}

export interface Grants {
  create(input: Pick<Grant, "user" | "client" | "scope" | "held" | "login" | "browser">): Promise<Grant>;
  /** Undefined: ended, expired, or the record was tampered with. */
  read(id: string, dataKey: Buffer): Promise<Grant | undefined>;
  /** Gives a redeemed grant its full life. False: it has ended. */
  keep(grant: Grant): Promise<boolean>;
  /** Saves what Redmine gave anew. False: it has ended meanwhile, and stays so. */
  update(grant: Grant, held: Held): Promise<Grant | false>;
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
    update: async (grant, held) => {
      const next = { ...grant, n: grant.n + 1, held };
      return (await replace(next)) ? next : false;
    },
    end: (id) => store.delete("grant", id),
  };
}

function place({ id, user, client, scope, created, until }: Omit<Grant, "dataKey" | "n" | "held">): string {
  return JSON.stringify(["grant", id, user, client, scope, created, until]);
}

function write(grant: Grant): string {
  const { user, client, scope, created, until, login, browser, n, held } = grant;
  return JSON.stringify({
    user,
    client,
    scope,
    created,
    until,
    login,
    browser,
    box: seal(grant.dataKey, place(grant), { n, held }),
  });
}

export function openGrant(id: string, dataKey: Buffer, text: string): Grant | undefined {
  const record = grantRecord.safeParse(parseJson(text)).data;
  if (!record) return undefined;
  const { box, ...clear } = record;
  const inside = unseal(dataKey, place({ id, ...clear }), box, grantBox);
  return inside && { id, dataKey, ...clear, ...inside };
}

/** Names a grant and opens it; every token of a client holds one sealed. */
export interface GrantKey {
  grant: string;
  dataKey: string;
}

/** Ends a grant here and, best effort, at Redmine. */
export type EndGrant = (key: GrantKey) => Promise<void>;

export function endGrantWith(grants: Grants, signIn: SignIn): EndGrant {
  return async ({ grant: id, dataKey }) => {
    const grant = await grants.read(id, Buffer.from(dataKey, "base64"));
    await grants.end(id); // before Redmine is asked: a renewal under way finds it gone, and gives its new tokens back
    if (grant) await signIn.revoke(grant.held).catch(() => undefined);
  };
}

import { z } from "zod";
import { parseJson } from "../../json.ts";
import type { Store } from "../../store/store.ts";
import type { EndGrantById } from "../grants/deferred-revocation.ts";
import type { Grants } from "../grants/grants.ts";
import type { Tokens } from "../grants/tokens.ts";
import { withLockIfPossible } from "../grants/with-lock.ts";
import { type GrantRecord, grant as grantRecord, lifetime } from "../records.ts";

// mine:USER  ids of that person's grants, newest first. A hint, so that their page needs no look through the whole store:
//            what a grant is and whose, its own record says, and the operator's command reads those.
// used:GRANT when it last got new tokens (at least once an hour while in use), ms since 1970.

export interface GrantIndex {
  /** Returns the person's surplus grants, the longest unused first, for the caller to end. */
  add(user: number, grant: string): Promise<string[]>;
  used(grant: string, now: number): Promise<void>;
  /** A person's live grants, newest first. */
  of(user: number): Promise<ListedGrant[]>;
  /** The same, and for a person with very many also those that a list of before 2.0 has lost: reads the whole store then. */
  allOf(user: number): Promise<ListedGrant[]>;
  /** Everybody's, in no order: reads the whole store. */
  all(): AsyncIterable<ListedGrant>;
}

export interface ListedGrant extends Omit<GrantRecord, "box"> {
  id: string;
  /** Undefined: not for so long that its tokens have all ended. */
  lastUsed: number | undefined;
}

const ids = z.array(z.string().min(1).max(100)).max(1_000);
const most = 200; // grants a person
const pruneFrom = 40;

/** The index over the grants in the store. Times in ms since 1970. Every method throws StoreUnavailable. */
export function createGrantIndex(store: Store): GrantIndex {
  async function idsOf(user: number): Promise<string[]> {
    const text = await store.get("mine", String(user));
    return (text === undefined ? undefined : ids.safeParse(parseJson(text)).data) ?? [];
  }

  async function read(id: string): Promise<ListedGrant | undefined> {
    const [text, used] = await Promise.all([store.get("grant", id), store.get("used", id)]);
    const record = text === undefined ? undefined : grantRecord.safeParse(parseJson(text)).data;
    if (!record) return undefined;
    const { box: _, ...clear } = record;
    return { ...clear, id, lastUsed: used === undefined ? undefined : Number(used) };
  }

  async function listed(all: readonly string[], user: number): Promise<ListedGrant[]> {
    const grants = await Promise.all(all.map(read));
    return grants.filter((grant) => grant !== undefined).filter((grant) => grant.user === user);
  }

  /** Those that are alive; newest first, but that those whose tokens have all ended come last. */
  async function idsByAge(all: readonly string[], user: number): Promise<string[]> {
    const live = await listed(all, user);
    return live.toSorted((one, other) => Number(!one.lastUsed) - Number(!other.lastUsed)).map(({ id }) => id);
  }

  async function* everything(): AsyncIterable<ListedGrant> {
    for await (const id of store.keys("grant")) {
      const grant = await read(id);
      if (grant) yield grant;
    }
  }

  async function allOf(user: number): Promise<ListedGrant[]> {
    const all = await idsOf(user);
    if (all.length < most) return listed(all, user);
    const grants: ListedGrant[] = [];
    for await (const grant of everything()) if (grant.user === user) grants.push(grant);
    return grants;
  }

  return {
    add: (user, grant) =>
      withLockIfPossible(store, `mine.${user}`, async () => {
        const before = (await idsOf(user)).filter((id) => id !== grant);
        const live = before.length < pruneFrom ? before : await idsByAge(before, user);
        await store.set("mine", String(user), JSON.stringify([grant, ...live].slice(0, most)), lifetime.grant);
        return live.slice(most - 1).reverse();
      }),
    used: (grant, now) => store.set("used", grant, String(now), lifetime.refresh),
    of: async (user) => listed(await idsOf(user), user),
    allOf,
    all: everything,
  };
}

/** Decorates grants and tokens to keep the index current. Failures of the index are ignored. */
export function withIndex(
  grants: Grants,
  tokens: Tokens,
  index: GrantIndex,
  end: EndGrantById,
): { grants: Grants; tokens: Tokens } {
  return {
    grants: {
      ...grants,
      keep: async (grant) => {
        const isKept = await grants.keep(grant);
        const tooMany = isKept ? await index.add(grant.user, grant.id).catch(() => []) : [];
        for (const id of tooMany) await end(id).catch(() => false);
        return isKept;
      },
    },
    tokens: {
      ...tokens,
      issue: async (input) => {
        const [issued] = await Promise.all([
          tokens.issue(input),
          index.used(input.grant.id, input.now).catch(() => undefined),
        ]);
        return issued;
      },
    },
  };
}

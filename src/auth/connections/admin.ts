import type { Store } from "../../store/store.ts";
import { type ClientDescription, describeClient } from "../client-names.ts";
import type { EndGrantById } from "../grants/deferred-revocation.ts";
import type { Jar } from "../sign-in-state.ts";
import { cookieNames } from "../sign-in-state.ts";
import type { ConnectionsEvent } from "./connections.ts";
import type { GrantIndex, ListedGrant } from "./grant-index.ts";
import { formToken, isOurForm, type Session, sessionOf } from "./session.ts";

const maxRead = 5_000; // grants looked at for one page
const maxShown = 300; // the ones used last

export interface AdminContext {
  store: Store;
  index: GrantIndex;
  endGrant: EndGrantById;
  baseUrl: string;
  report: (event: ConnectionsEvent) => void;
}

export interface AdminConnection extends ClientDescription {
  id: string;
  user: number;
  writes: boolean;
  /** ms since 1970 */
  created: number;
  /** ms since 1970, to the hour */
  lastUsed: number;
}

/** Who looks at the page: nobody who signed in, somebody who may not, or an administrator of Redmine. */
export type AdminView =
  | { access: "signed_out" | "not_admin" }
  | {
      access: "admin";
      person: string;
      formToken: string;
      connections: readonly AdminConnection[];
      /** How many there are in all; `more`: and possibly others that were not read. */
      total: number;
      more: boolean;
    };

/** Everybody's connections, for administrators of Redmine with the sign-in of /connections. */
export interface Admin {
  /** "busy": another look at the whole store is under way. */
  show(jar: Jar): Promise<AdminView | "busy">;
  /** How many were revoked; undefined: not an administrator, or not a form of our page. */
  end(form: URLSearchParams, jar: Jar, sameOrigin: boolean): Promise<number | undefined>;
}

/** `show` reads the whole store, for one administrator at a time. Both methods throw StoreUnavailable. */
export function createAdmin({ store, index: directory, endGrant, baseUrl, report }: AdminContext): Admin {
  const names = cookieNames(baseUrl);
  let isReading = false;

  async function administrator(jar: Jar): Promise<Session | "signed_out" | "not_admin"> {
    const session = await sessionOf(store, names.visitor, jar);
    if (session === undefined) return "signed_out";
    return session.admin ? session : "not_admin";
  }

  async function show(jar: Jar): Promise<AdminView | "busy"> {
    const session = await administrator(jar);
    if (typeof session === "string") return { access: session };
    if (isReading) return "busy";

    isReading = true;
    try {
      const connections: AdminConnection[] = [];
      let read = 0;
      for await (const grant of directory.all()) {
        read += 1;
        if (read > maxRead) break;
        if (grant.lastUsed !== undefined) connections.push(inWords(grant, grant.lastUsed));
      }
      connections.sort((one, other) => other.lastUsed - one.lastUsed);
      return {
        access: "admin",
        person: session.name || `Redmine user ${session.user}`,
        formToken: formToken(session),
        connections: connections.slice(0, maxShown),
        total: connections.length,
        more: read > maxRead,
      };
    } finally {
      isReading = false;
    }
  }

  async function end(form: URLSearchParams, jar: Jar, sameOrigin: boolean): Promise<number | undefined> {
    const session = await administrator(jar);
    if (typeof session === "string" || !sameOrigin || !isOurForm(session, form.get("form"))) return undefined;

    const connection = form.get("connection");
    const user = form.get("user");
    const isEverybody = form.get("everybody") === "yes";
    if ([connection, user].filter((value) => value !== null).length + Number(isEverybody) !== 1) return undefined;
    if (user !== null && !/^[1-9]\d{0,9}$/.test(user)) return undefined;

    let count = 0;
    if (connection !== null) count = (await endGrant(connection.slice(0, 100))) ? 1 : 0;
    else {
      for await (const grant of directory.all()) {
        if (isEverybody || grant.user === Number(user)) count += (await endGrant(grant.id)) ? 1 : 0;
      }
    }
    report({ event: "connections", outcome: "ended_by_admin", user: session.user, count });
    return count;
  }

  return { show, end };
}

function inWords({ id, user, client, scope, created }: ListedGrant, lastUsed: number): AdminConnection {
  return { ...describeClient(client), id, user, created, lastUsed, writes: scope.includes("write") };
}

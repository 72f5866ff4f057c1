import { z } from "zod";
import type { Authentication } from "../../redmine/credentials.ts";
import { whoIs } from "../../redmine/identity.ts";
import { path } from "../../redmine/path.ts";
import type { Send } from "../../redmine/send.ts";
import type { Identity } from "../sign-in.ts";

/** Whose credentials these are; undefined: nobody's. Throws RedmineFailure where Redmine's REST API cannot be used. */
export async function identify(send: Send, auth: Authentication): Promise<Identity | undefined> {
  const account = await whoIs({
    kind: auth.kind,
    ask: (path) => send({ method: "GET", path, auth }),
    askAnonymously: (path) => send({ method: "GET", path }),
  });
  return account && { user: account.id, name: `${account.firstname} ${account.lastname}`.trim(), login: account.login };
}

/**
 * Whether Redmine lists this user as an administrator. Asked for by number: /users/current answers false to a token
 * without the scope “admin”, which this server never requests. Any other answer counts as no.
 */
export async function isAdministrator(send: Send, auth: Authentication, user: number): Promise<boolean> {
  try {
    const { status, body } = await send({ method: "GET", path: path`users/${user}.json`, auth }, 256 * 1024);
    if (status !== 200) return false;
    const answer = administrator.safeParse(JSON.parse(Buffer.from(body).toString("utf8")));
    return answer.success && answer.data.user.id === user;
  } catch {
    return false;
  }
}

const administrator = z.object({ user: z.object({ id: z.number(), admin: z.literal(true) }) });

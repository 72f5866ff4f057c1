import { z } from "zod";
import type { Authentication } from "../../redmine/credentials.ts";
import { type Failure, RedmineFailure } from "../../redmine/failure.ts";
import { path } from "../../redmine/path.ts";
import type { Send } from "../../redmine/send.ts";

const lockedAccount: Failure = { reason: "account_unusable" }; // what Redmine makes of a token; a locked user's key is 401
const broken: Failure = { reason: "unavailable", because: "server_error", sent: "read" };
const name = z.string().catch(""); // only shown: whoever lacks one may sign in all the same
const me = z.object({ user: z.object({ id: z.number().int().positive(), firstname: name, lastname: name }) });

export interface Identity {
  user: number;
  /** As Redmine shows it; may be empty. */
  name: string;
}

/** Whose credentials these are, in the one answer that also tells REST off (403) and a locked user (500). Undefined: nobody's. */
export async function identify(send: Send, auth: Authentication): Promise<Identity | undefined> {
  const answer = await send({ method: "GET", path: path`users/current.json`, auth });
  if (answer.status === 401) return undefined;
  if (answer.status === 403) throw new RedmineFailure({ reason: "rest_disabled" });
  if (answer.status === 500) throw new RedmineFailure(auth.kind === "bearer" ? lockedAccount : broken);
  const parsed = answer.status === 200 ? me.safeParse(jsonOf(answer.body)) : undefined;
  if (!parsed?.success) throw new RedmineFailure({ reason: "not_redmine", because: "shape", detail: "users/current" });
  const { id, firstname, lastname } = parsed.data.user;
  return { user: id, name: `${firstname} ${lastname}`.trim() };
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

import { z } from "zod";
import { jsonIn } from "../json.ts";
import { RedmineFailure } from "./failure.ts";
import { type Path, path } from "./path.ts";
import { type Answer, moreOf } from "./send.ts";

const name = z.string().catch(""); // only shown: who has none may sign in all the same
const me = z.object({
  user: z.object({ id: z.number().int().positive(), login: name, firstname: name, lastname: name }),
});

export type Me = z.output<typeof me>["user"];

interface Asking {
  kind: "bearer" | "api-key";
  /** Sends a GET with the credentials in question. */
  ask(path: Path): Promise<Answer>;
  /** Sends a GET without any: what Redmine answers to nobody tells what ails it. */
  askAnonymously(path: Path): Promise<Answer>;
}

/**
 * Whom Redmine takes these credentials for; undefined when nobody's. Redmine serves an unknown token as an anonymous visitor
 * with 200, and does so for everyone while its REST API is off. my/account answers only to a known user, and does not load
 * the memberships that users/current does; Redmine before 4.1 does not have it. Throws RedmineFailure.
 */
export async function whoIs(asking: Asking): Promise<Me | undefined> {
  const first = await asking.ask(path`my/account.json`);
  const identity = read(first);
  if (identity !== "unclear") return identity;
  const second = await asking.ask(path`users/current.json`);
  const current = read(second);
  if (current !== "unclear") return current;
  return explain(second, asking);
}

function read(answer: Answer): Me | undefined | "unclear" {
  refuseStranger(answer);
  if (answer.status === 401 || answer.isLogin) return undefined;
  const parsed = answer.status === 200 ? me.safeParse(jsonIn(answer.body)) : undefined;
  return parsed?.success ? parsed.data.user : "unclear";
}

/** A refusal or a crash is this account's alone where Redmine answers nobody as it should: with 401. */
async function explain(answer: Answer, { kind, askAnonymously }: Asking): Promise<never> {
  const { status } = answer;
  if (status === 429) throw new RedmineFailure({ ...busy, ...moreOf(answer) });
  if (status !== 403 && status < 500) {
    const isCut = answer.body.length > 0 && jsonIn(answer.body) === undefined;
    const because = isCut ? "cut_off" : status === 200 ? "shape" : "not_json";
    throw new RedmineFailure({ reason: "not_redmine", because, detail: `users/current HTTP ${status}` });
  }

  const toNobody = await askAnonymously(path`users/current.json`);
  refuseStranger(toNobody);
  if (status === 403 && toNobody.status === 403) throw new RedmineFailure({ reason: "rest_disabled" });
  if (status === 403 && toNobody.status === 401) {
    throw new RedmineFailure({ reason: "account_unusable", because: "refused" });
  }
  if (status >= 500 && toNobody.status === 401 && kind === "bearer") {
    throw new RedmineFailure({ reason: "account_unusable" }); // Redmine fails on a locked user's token; a locked user's key is 401
  }
  throw new RedmineFailure({ ...failing, ...moreOf(answer) });
}

const failing = { reason: "unavailable", because: "server_error", sent: "read" } as const;
const busy = { reason: "unavailable", because: "busy", sent: "nothing" } as const;

function refuseStranger(answer: Answer): void {
  const { stranger, status } = answer;
  if (!stranger) return;
  if (status >= 500) throw new RedmineFailure({ ...failing, ...moreOf(answer) });
  if (status === 429) throw new RedmineFailure({ ...busy, ...moreOf(answer) });
  throw new RedmineFailure({
    reason: "not_redmine",
    because: status >= 300 && status < 400 ? "redirect" : "not_json",
    detail: `HTTP ${status}`,
    by: stranger,
  });
}

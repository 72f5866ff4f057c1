import type { Store } from "../../store/store.ts";
import type { Grants } from "../grants/grants.ts";
import { idOf, isToken, unseal } from "../grants/seal.ts";
import type { Tokens } from "../grants/tokens.ts";
import { spentRefresh } from "../records.ts";
import type { SignIn } from "../signin/sign-in.ts";

interface Parts {
  store: Store;
  grants: Grants;
  tokens: Tokens;
  signIn: SignIn;
}

/** RFC 7009: ends the whole grant, at Redmine too. A token we do not know, or of another client, changes nothing. */
export async function revoke(parts: Parts, given: string, client: string): Promise<"revoked" | "unknown"> {
  const kind = isToken("refresh", given) ? "refresh" : "access";
  const record = await parts.tokens.read(kind, given);
  if (!record) return revokeSpent(parts, given, client);
  if (record.client !== client) return "unknown";

  const grant = await parts.grants.read(record.grant, Buffer.from(record.dataKey, "base64"));
  await parts.grants.end(record.grant); // before Redmine is asked: a renewal under way finds it gone
  if (grant) await parts.signIn.revoke(grant.held).catch(() => undefined);
  return "revoked";
}

/** A rotated token still names its grant, and whoever revokes it means the connection. */
async function revokeSpent({ store, grants }: Parts, given: string, client: string): Promise<"revoked" | "unknown"> {
  if (!isToken("refresh", given)) return "unknown";
  const id = idOf(given);
  const text = await store.get("spent", id);
  const spent = text === undefined ? undefined : unseal(given, `spent:${id}`, text, spentRefresh);
  if (spent?.client !== client) return "unknown";
  await grants.end(spent.grant);
  return "revoked";
}

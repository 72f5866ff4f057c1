import type { Store } from "../../store/store.ts";
import type { EndGrant, GrantKey } from "../grants/end.ts";
import { idOf, isToken, unseal } from "../grants/seal.ts";
import type { Tokens } from "../grants/tokens.ts";
import { spentRefresh } from "../records.ts";

interface Parts {
  store: Store;
  tokens: Tokens;
  endGrant: EndGrant;
}

/** RFC 7009: ends the whole grant, at Redmine too. A token we do not know, or of another client, changes nothing. */
export async function revoke(parts: Parts, given: string, client: string): Promise<"revoked" | "unknown"> {
  const kind = isToken("refresh", given) ? "refresh" : "access";
  const record = (await parts.tokens.read(kind, given)) ?? (await spentBy(parts.store, given));
  if (record?.client !== client) return "unknown";

  await parts.endGrant(record);
  return "revoked";
}

/** A rotated token still names its grant, and whoever revokes it means the connection. */
async function spentBy(store: Store, given: string): Promise<(GrantKey & { client: string }) | undefined> {
  if (!isToken("refresh", given)) return undefined;
  const id = idOf(given);
  const text = await store.get("spent", id);
  return text === undefined ? undefined : unseal(given, `spent:${id}`, text, spentRefresh);
}

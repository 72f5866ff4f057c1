export type Scope = "read" | "write";

/** What this server offers: `write` is missing when it is read-only. */
export type OfferedScopes = readonly Scope[];

/** Unknown words are dropped; none left means everything offered. `write` implies `read`. */
export function parseScope(text: string | undefined, offered: OfferedScopes): Scope[] {
  const words = (text ?? "").split(" ");
  const requested = offered.filter((scope) => words.includes(scope));
  if (requested.length === 0) return [...offered];
  return requested.includes("write") ? offered.filter((scope) => scope === "read" || scope === "write") : requested;
}

/** Whether the granted scopes cover the needed one; `write` covers `read`. */
export function allows(granted: readonly Scope[], needed: Scope): boolean {
  return granted.includes(needed) || (needed === "read" && granted.includes("write"));
}

/** RFC 6749 §6: a refresh may ask for less, never for more. Unknown words are dropped here too; none left means what was granted. */
export function narrowScope(granted: readonly Scope[], text: string | undefined): Scope[] | undefined {
  const words = (text ?? "").split(" ");
  if (!words.includes("read") && !words.includes("write")) return [...granted];
  if (words.includes("write")) return granted.includes("write") ? [...granted] : undefined;
  return ["read"];
}

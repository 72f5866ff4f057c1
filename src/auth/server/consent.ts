import type { Store } from "../../store/store.ts";
import { type AuthorizationRequest, lifetime } from "../records.ts";
import { type RedirectTarget, withoutPort } from "../redirects.ts";
import { derivedId } from "../seal.ts";

export type ConsentMode = "auto" | "always" | "never";

/**
 * Whether our own page is due before the browser goes to Redmine. In `auto` it is left out only where the redirect is
 * vouched for and this browser approved the same before, or approved nothing yet: Redmine then shows a page of its own.
 */
export async function consentDue(
  store: Store,
  mode: ConsentMode,
  target: RedirectTarget,
  request: AuthorizationRequest,
  browser: string | undefined,
): Promise<boolean> {
  if (mode !== "auto") return mode === "always";
  if (target.kind !== "known" || !target.vouched) return true;
  if (browser === undefined) return false;
  return (await store.get("approved", approvalOf(browser, request))) === undefined;
}

/** Remembers for 180 days that this browser approved this client, redirect and scope. Throws StoreUnavailable. */
export async function rememberApproval(store: Store, request: AuthorizationRequest, browser: string): Promise<void> {
  await store.set("approved", approvalOf(browser, request), "1", lifetime.approval);
}

function approvalOf(browser: string, { client, redirect, scope }: AuthorizationRequest): string {
  return derivedId(browser, JSON.stringify([client, withoutPort(redirect), scope]));
}

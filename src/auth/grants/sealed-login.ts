import { z } from "zod";
import type { Secret } from "../../secret.ts";
import { seal, unseal } from "../seal.ts";

/** Keeps people's logins in the store for the operator alone: encrypted under the OAuth application's secret, which is not in it. */
export interface SealedLogin {
  seal(user: number, login: string): string;
  /** Undefined: sealed under an older secret. */
  open(user: number, sealed: string): string | undefined;
}

/** Undefined where the operator has no secret (API keys): nobody's login is kept then. */
export function sealedLogin(secret: Secret | undefined): SealedLogin | undefined {
  if (secret === undefined) return undefined;
  const boundTo = (user: number) => `login:${user}`;
  return {
    seal: (user, login) => seal(secret.reveal(), boundTo(user), login),
    open: (user, sealed) => unseal(secret.reveal(), boundTo(user), sealed, z.string()),
  };
}

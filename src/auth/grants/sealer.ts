import { z } from "zod";
import type { Grant } from "./grants.ts";
import { seal, unseal } from "./seal.ts";

/** Seals small values under a grant's data key, bound to that grant and a purpose: no other grant can open them. */
export interface Sealer {
  seal(purpose: string, value: unknown): string;
  /** Undefined: not sealed here, for this, by this grant. */
  unseal(purpose: string, sealed: string): unknown;
}

export function sealerOf({ id, dataKey }: Grant): Sealer {
  const place = (purpose: string) => `client:${id}:${purpose}`;
  return {
    seal: (purpose, value) => seal(dataKey, place(purpose), value),
    unseal: (purpose, sealed) => unseal(dataKey, place(purpose), sealed, z.unknown()),
  };
}

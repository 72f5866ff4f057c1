import type { Grants } from "../grants/grants.ts";
import type { Tokens } from "../grants/tokens.ts";
import type { Directory } from "./directory.ts";

/** Grants and tokens that tell the directory of themselves. It only helps to find them: its failures are not theirs. */
export function noted(grants: Grants, tokens: Tokens, directory: Directory): { grants: Grants; tokens: Tokens } {
  return {
    grants: {
      ...grants,
      keep: async (grant) => {
        const kept = await grants.keep(grant);
        if (kept) await directory.add(grant.user, grant.id).catch(() => undefined);
        return kept;
      },
    },
    tokens: {
      ...tokens,
      issue: async (input) => {
        const [issued] = await Promise.all([
          tokens.issue(input),
          directory.used(input.grant.id, input.now).catch(() => undefined),
        ]);
        return issued;
      },
    },
  };
}

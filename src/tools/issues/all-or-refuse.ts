import { LookupRefusal } from "../../redmine/lookups/refusal.ts";
import { ToolRefusal } from "../tool-refusal.ts";

/** Everything, or one refusal that names all that is wrong: a model should not have to find out one by one. */
export async function allOrRefuse<T>(work: readonly Promise<T>[], nothing: string): Promise<T[]> {
  const settled = await Promise.allSettled(work);
  const reasons = settled.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
  const other = reasons.find((reason) => !isRefusal(reason));
  if (other !== undefined) throw other;
  if (reasons.length > 0) {
    throw new ToolRefusal([...reasons.filter(isRefusal).map(({ message }) => message), nothing].join("\n"));
  }
  return settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
}

function isRefusal(reason: unknown): reason is ToolRefusal | LookupRefusal {
  return reason instanceof ToolRefusal || reason instanceof LookupRefusal;
}

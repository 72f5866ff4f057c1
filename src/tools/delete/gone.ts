import { failureOf } from "../../redmine/failure.ts";
import { ToolRefusal } from "../tool-refusal.ts";

/** Looks again after a deletion. Throws ToolRefusal when the record is still there. */
export async function gone(what: string, look: Promise<unknown>): Promise<string> {
  const reason = await look.then(
    () => "there" as const,
    (error: unknown) => failureOf(error)?.reason,
  );
  if (reason === "there") {
    throw new ToolRefusal(`Redmine accepted the deletion of ${what}, but it is still there. Look again in a minute.`);
  }
  // what the user could read before and cannot now is gone too: Redmine says 403 or 404
  const sure = reason === "not_found" || reason === "forbidden";
  return sure ? `Deleted: ${what}.` : `Redmine accepted the deletion of ${what}; it could not be looked at again.`;
}

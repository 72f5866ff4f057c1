import { afterAll } from "vitest";
import type { Call, Who } from "./call.ts";

export type Attributes = Record<string, unknown>;

/** Makes issues that are gone when the tests are over. */
export function scratchIssues(call: Call) {
  const made: number[] = [];
  afterAll(async () => {
    for (const id of made) await call.delete("admin", `/issues/${id}.json`);
  });
  return async (who: Who, attributes: Attributes = {}) => {
    const issue = { project_id: 1, tracker_id: 1, subject: "Contract", ...attributes };
    const reply = await call.post(who, "/issues.json", { issue });
    if (reply.status !== 201) throw new Error(`not created: ${reply.status} ${JSON.stringify(reply.body)}`);
    made.push(reply.body.issue.id);
    return reply.body.issue as { id: number } & Attributes;
  };
}

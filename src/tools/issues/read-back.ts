import type { RedmineReader } from "../../redmine/client.ts";
import { path } from "../../redmine/path.ts";
import { type Issue, issueAnswer } from "../../redmine/schemas/issue.ts";

/**
 * The issue after it was written; undefined where it cannot be read, whatever the cause: the change is made, and an error
 * would say that it is not.
 */
export async function readBack(id: number, include: string, redmine: RedmineReader): Promise<Issue | undefined> {
  const query = { include };
  return redmine.get(path`issues/${id}.json`, issueAnswer, { what: `issue #${id}`, query }).then(
    ({ issue }) => issue,
    () => undefined,
  );
}

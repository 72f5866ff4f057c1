import { z } from "zod";
import type { RedmineReader } from "../../redmine/client.ts";
import { failureOf } from "../../redmine/failure.ts";
import { path } from "../../redmine/path.ts";
import { sameContent } from "../compare.ts";
import { ToolRefusal } from "../errors.ts";

/** What was being created when Redmine, or something on the way, answered with an error. */
export interface Attempt {
  subject: string;
  project: { id: number };
  sentAt: Date;
  /** Issues that the same call created before. */
  others?: ReadonlySet<number>;
}

const newest = z.object({ issues: z.array(z.object({ id: z.number(), subject: z.string(), created_on: z.string() })) });
const looked = 25;
const skewMs = 120_000; // by which the clocks of Redmine and of this machine may differ

/**
 * The issue that was created although the answer was an error: the newest of this person with the subject, created since.
 * Where there is none, throws a refusal that says so; an error after which nothing can have been created is thrown as it is.
 */
export async function createdDespite(
  error: unknown,
  { subject, project, sentAt, others }: Attempt,
  redmine: RedmineReader,
): Promise<{ id: number; sentence: string }> {
  const failure = failureOf(error);
  const mayExist = (failure?.reason === "unavailable" || failure?.reason === "not_redmine") && failure.sent === "write";
  if (!mayExist) throw error;

  const query = {
    project_id: project.id,
    subproject_id: "!*",
    author_id: "me",
    status_id: "*",
    sort: "id:desc",
    limit: looked,
  };
  const list = await redmine.get(path`issues.json`, newest, { what: "the user's newest issues", query }).catch(() => {
    throw error; // it says that the issue may have been created
  });
  const same = list.issues.find(({ id, subject: title }) => !others?.has(id) && sameContent(title, subject, "text"));
  const time = same && Date.parse(same.created_on);
  if (same && time !== undefined && time >= sentAt.getTime() - skewMs) {
    const sentence = `Redmine did not confirm it, but the user's newest issue with this subject is #${same.id}, created at ${same.created_on}. Do not create it again.`;
    return { id: same.id, sentence };
  }

  const older = same ? `; #${same.id} has the same subject and is older` : "";
  const still =
    failure.reason === "unavailable" && failure.because === "timeout"
      ? " Redmine may still be at work: look again."
      : "";
  throw new ToolRefusal(
    `Redmine did not confirm the issue, and it is not there: the user's newest issues in this project were read${older}. Nothing was created so far.${still}`,
  );
}

import { z } from "zod";
import type { RedmineReader } from "../../redmine/client.ts";
import { path } from "../../redmine/path.ts";
import { sameContent } from "../compare.ts";
import { createdDespite } from "../created-despite.ts";

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

/** The issue that is there although the answer was an error: this person's newest with the subject. */
export async function issueDespite(
  error: unknown,
  { subject, project, sentAt, others }: Attempt,
  redmine: RedmineReader,
): Promise<{ id: number; sentence: string }> {
  const query = {
    project_id: project.id,
    subproject_id: "!*",
    author_id: "me",
    status_id: "*",
    sort: "id:desc",
    limit: looked,
  };
  const what = "the user's newest issues";
  const { record, sentence } = await createdDespite(error, {
    what: "the issue",
    where: `${what} in this project`,
    read: async () => (await redmine.get(path`issues.json`, newest, { what, query })).issues,
    isSame: ({ subject: title }) => sameContent(title, subject, "text"),
    nameOf: ({ id }) => `#${id}`,
    createdAt: ({ created_on }) => created_on,
    sentAt,
    others,
  });
  return { id: record.id, sentence };
}

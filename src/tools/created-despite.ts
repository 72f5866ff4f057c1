import { z } from "zod";
import type { RedmineReader } from "../redmine/client.ts";
import { failureOf } from "../redmine/failure.ts";
import { path } from "../redmine/path.ts";
import { sameContent } from "./compare.ts";
import { ToolRefusal } from "./errors.ts";

/** How to find what a failed create may have left. */
interface Search<T> {
  /** "the time entry" */
  what: string;
  /** "the user's newest time entries" */
  where: string;
  /** In any order, with the newest of them. */
  read(): Promise<readonly T[]>;
  isSame(record: T): boolean;
  /** "version 12" */
  nameOf(record: T): string;
  /** Omit it where Redmine does not report a time: then a record with the same values always counts as the new one. */
  createdAt?(record: T): string | undefined;
  sentAt: Date;
  /** Records that the same call created before. */
  others?: ReadonlySet<number> | undefined;
}

const skewMs = 120_000; // by which the clocks of Redmine and of this machine may differ

/**
 * Finds the record that was created although Redmine answered with an error: the newest one with the same values, created since
 * `sentAt`. Throws a refusal if there is none, and rethrows errors after which nothing can have been created.
 */
export async function createdDespite<T extends { id: number }>(
  error: unknown,
  { what, where, read, isSame, nameOf, createdAt, sentAt, others }: Search<T>,
): Promise<{ record: T; sentence: string }> {
  const failure = failureOf(error);
  const mayExist = (failure?.reason === "unavailable" || failure?.reason === "not_redmine") && failure.sent === "write";
  if (!mayExist) throw error;

  const records = await read().catch(() => {
    throw error; // it says that the record may have been created
  });
  const match = records
    .filter((record) => !others?.has(record.id) && isSame(record))
    .toSorted((one, other) => other.id - one.id)[0];
  const time = match && createdAt?.(match);
  if (match && (!createdAt || (time !== undefined && Date.parse(time) >= sentAt.getTime() - skewMs))) {
    const since = time === undefined ? ", which is there now" : `, created at ${time}`;
    return {
      record: match,
      sentence: `Redmine did not confirm it, but ${what} is there: it is ${nameOf(match)}${since}. Do not create it again.`,
    };
  }

  const older = match ? `; ${nameOf(match)} is the same and older` : "";
  const still =
    failure.reason === "unavailable" && failure.because === "timeout"
      ? " Redmine may still be at work: look again."
      : "";
  throw new ToolRefusal(
    `Redmine did not confirm ${what}, and it is not there: ${where} were read${older}. Nothing was created so far.${still}`,
  );
}

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

import { failureOf } from "../redmine/failure.ts";
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
  /** Undefined where Redmine does not tell it: such a record cannot have been there before. */
  createdAt?(record: T): string | undefined;
  sentAt: Date;
  /** Records that the same call created before. */
  others?: ReadonlySet<number> | undefined;
}

const skewMs = 120_000; // by which the clocks of Redmine and of this machine may differ

/**
 * What was created although the answer was an error: the newest record with the same values, created since. Where there is
 * none, throws a refusal that says so; an error after which nothing can have been created is thrown as it is.
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
  const same = records
    .filter((record) => !others?.has(record.id) && isSame(record))
    .toSorted((one, other) => other.id - one.id)[0];
  const time = same && createdAt?.(same);
  if (same && (!createdAt || (time !== undefined && Date.parse(time) >= sentAt.getTime() - skewMs))) {
    const since = time === undefined ? ", which is there now" : `, created at ${time}`;
    return {
      record: same,
      sentence: `Redmine did not confirm it, but ${what} is there: it is ${nameOf(same)}${since}. Do not create it again.`,
    };
  }

  const older = same ? `; ${nameOf(same)} is the same and older` : "";
  const still =
    failure.reason === "unavailable" && failure.because === "timeout"
      ? " Redmine may still be at work: look again."
      : "";
  throw new ToolRefusal(
    `Redmine did not confirm ${what}, and it is not there: ${where} were read${older}. Nothing was created so far.${still}`,
  );
}
